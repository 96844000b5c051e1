"""The problems that lint reports, and a sentence about each for the person who decides."""

from collections.abc import Mapping
from enum import StrEnum

from delegation.domain.wording import worded


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
    Problem.NOT_MATCHABLE: worded(
        "No message can match this phrase: it is too long or contains no word."
    ),
    Problem.TOO_LONG: worded(
        "This is longer than small talk usually is. It may contain a request."
    ),
    Problem.LINK: worded("Contains a link, or text that reads like a link."),
    Problem.ADDRESS: worded(
        "Contains an email address, a user name, a street, or an account number."
    ),
    Problem.NUMBER: worded("Contains a number, in digits or in words."),
    Problem.PHONE: worded("Contains what may be a telephone number."),
    Problem.DATE: worded("Contains a date, time, month or weekday, so it can become wrong."),
    Problem.PRICE: worded("Mentions money."),
    Problem.NAME: worded("May contain the name of a person, brand or place. This is a guess."),
    Problem.MARKUP: worded("Contains HTML, Markdown, template code or control characters."),
    Problem.PROMISE: worded("Makes a promise in your company's name."),
    Problem.FACT: worded("States a fact about one person, such as their order or account."),
    Problem.QUESTION: worded("Asks a question, which a fixed response may not answer."),
    Problem.POLARITY: worded("Says yes or no, or asks to stop, cancel or talk to a person."),
    Problem.MIXED_SCRIPT: worded(
        "Mixes alphabets, or uses letters that look like letters of another one."
    ),
    Problem.INVISIBLE: worded("Contains invisible characters."),
    Problem.TENANT_WORD: worded(
        "Contains one of the words that your workspace keeps out of rules."
    ),
    Problem.LANGUAGE: worded("The phrase and the response are in different alphabets."),
    Problem.CONFLICT: worded(
        "The teacher treated this phrase in different ways for different visitors."
    ),
    Problem.RESPONSE_DIFFERS: worded(
        "Visitors got different responses. Check which one always fits."
    ),
    Problem.SHADOWED: worded("Another live rule already answers this phrase."),
}


NAMES: Mapping[Problem, str] = {
    Problem.NOT_MATCHABLE: worded("cannot match"),
    Problem.TOO_LONG: worded("too long"),
    Problem.LINK: worded("link"),
    Problem.ADDRESS: worded("address"),
    Problem.NUMBER: worded("number"),
    Problem.PHONE: worded("phone"),
    Problem.DATE: worded("date"),
    Problem.PRICE: worded("price"),
    Problem.NAME: worded("name"),
    Problem.MARKUP: worded("markup"),
    Problem.PROMISE: worded("promise"),
    Problem.FACT: worded("personal fact"),
    Problem.QUESTION: worded("question"),
    Problem.POLARITY: worded("yes or no"),
    Problem.MIXED_SCRIPT: worded("mixed alphabets"),
    Problem.INVISIBLE: worded("invisible character"),
    Problem.TENANT_WORD: worded("reserved word"),
    Problem.LANGUAGE: worded("two languages"),
    Problem.CONFLICT: worded("contradiction"),
    Problem.RESPONSE_DIFFERS: worded("responses differ"),
    Problem.SHADOWED: worded("already answered"),
}
"""A short name of each problem, for lists."""
