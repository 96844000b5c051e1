"""The problems that lint reports, and a sentence about each for the person who decides."""

from collections.abc import Mapping
from enum import StrEnum


class Problem(StrEnum):
    """Every problem that lint can report. `IN_WORDS` has the sentences for moderators."""

    NOT_MATCHABLE = "not_matchable"
    TOO_LONG = "too_long"
    LINK = "link"
    ADDRESS = "address"
    NUMBER = "number"
    PHONE = "phone"
    DATE = "date"
    PRICE = "price"
    NAME = "name"
    MARKUP = "markup"
    PROMISE = "promise"
    FACT = "second_person_fact"
    QUESTION = "question"
    POLARITY = "polarity"
    MIXED_SCRIPT = "mixed_script"
    INVISIBLE = "invisible_character"
    TENANT_WORD = "tenant_word"
    LANGUAGE = "language_mismatch"
    CONFLICT = "conflict"  # found among several lessons: `delegation.domain.lint.conflicts`
    RESPONSE_DIFFERS = "response_differs"  # found among several lessons, as well
    SHADOWED = "shadowed"  # found against a pack: `delegation.domain.lint.conflicts`


IN_WORDS: Mapping[Problem, str] = {
    Problem.NOT_MATCHABLE: "No message can match this phrase: it is too long or contains no word.",
    Problem.TOO_LONG: "This is longer than small talk usually is. It may contain a request.",
    Problem.LINK: "Contains a link, or text that reads like a link.",
    Problem.ADDRESS: "Contains an email address, a user name, a street, or an account number.",
    Problem.NUMBER: "Contains a number, in digits or in words.",
    Problem.PHONE: "Contains what may be a telephone number.",
    Problem.DATE: "Contains a date, time, month or weekday, so it can become wrong.",
    Problem.PRICE: "Mentions money.",
    Problem.NAME: "May contain the name of a person, brand or place. This is a guess.",
    Problem.MARKUP: "Contains HTML, Markdown, template code or control characters.",
    Problem.PROMISE: "Makes a promise in your company's name.",
    Problem.FACT: "States a fact about one person, such as their order or account.",
    Problem.QUESTION: "Asks a question, which a fixed response may not answer.",
    Problem.POLARITY: "Says yes or no, or asks to stop, cancel or talk to a person.",
    Problem.MIXED_SCRIPT: "Mixes alphabets, or uses letters that look like letters of another one.",
    Problem.INVISIBLE: "Contains invisible characters.",
    Problem.TENANT_WORD: "Contains one of the words that your workspace keeps out of rules.",
    Problem.LANGUAGE: "The phrase and the response are in different alphabets.",
    Problem.CONFLICT: "The teacher treated this phrase in different ways for different visitors.",
    Problem.RESPONSE_DIFFERS: "Visitors got different responses. Check which one always fits.",
    Problem.SHADOWED: "Another live rule already answers this phrase.",
}


NAMES: Mapping[Problem, str] = {
    **{problem: problem.value.replace("_", " ") for problem in Problem},
    Problem.NOT_MATCHABLE: "cannot match",
    Problem.FACT: "personal fact",
    Problem.POLARITY: "yes or no",
    Problem.MIXED_SCRIPT: "mixed alphabets",
    Problem.TENANT_WORD: "reserved word",
    Problem.LANGUAGE: "two languages",
    Problem.CONFLICT: "contradiction",
    Problem.RESPONSE_DIFFERS: "responses differ",
    Problem.SHADOWED: "already answered",
}
"""A short name of each problem, for lists."""
