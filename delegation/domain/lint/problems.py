"""The problems that the lint names, and what each means to the person who decides."""

from collections.abc import Mapping
from enum import StrEnum


class Problem(StrEnum):
    """Everything that the lint can say, by name; `IN_WORDS` says it to a moderator."""

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
    Problem.NOT_MATCHABLE: "No message can ever match this phrase: it is too long or has no word.",
    Problem.TOO_LONG: "Longer than small talk is; it probably says something of its own.",
    Problem.LINK: "Holds a link, or something spelt to become one.",
    Problem.ADDRESS: "Holds an e-mail, a handle, a street, a wallet or an account number.",
    Problem.NUMBER: "Holds a number, in digits or in words.",
    Problem.PHONE: "Holds what is a telephone number somewhere.",
    Problem.DATE: "Holds a date, a time, a month or a weekday; it will be wrong one day.",
    Problem.PRICE: "Speaks of money.",
    Problem.NAME: "May name a person, a brand or a place. This is a guess.",
    Problem.MARKUP: "Holds HTML, Markdown, a template or control characters.",
    Problem.PROMISE: "Promises something in the company's name.",
    Problem.FACT: "States something about one person's order, account or the like.",
    Problem.QUESTION: "Asks something; whoever asks wants an answer of their own.",
    Problem.POLARITY: "Answers an offer, or wishes to stop, cancel or reach a person.",
    Problem.MIXED_SCRIPT: "Mixes alphabets, or uses letters that only look like others.",
    Problem.INVISIBLE: "Holds characters that nobody sees.",
    Problem.TENANT_WORD: "Holds a word that your workspace wants no rule about.",
    Problem.LANGUAGE: "Phrase and response are written in different scripts.",
    Problem.CONFLICT: "Lessons of this phrase disagree in act, or one says yes and one says no.",
    Problem.RESPONSE_DIFFERS: "Visitors got different responses; it may depend on something.",
    Problem.SHADOWED: "Another live rule answers this phrase already.",
}
