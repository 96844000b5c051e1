"""The dialogues in which the tea shop asks back: an order asks which tea, how many, and whether.

The teacher keeps nothing: what is pending is read from the shop's own last line.
"""

import re
from dataclasses import dataclass
from functools import cache

from delegation.embedded.demo_teacher import tea_shop
from delegation.embedded.demo_teacher.intents import intent_of
from delegation.embedded.demo_teacher.tea_shop import LANGUAGES, Tea, TeaOrder, about_order, line

ORDER_NUMBER_DIGITS = 3  # an order's number has at least so many
NOTHING_YET = TeaOrder()


@dataclass(frozen=True)
class Said:
    """A reply of the shop and what it waits for."""

    text: str
    awaiting: str = "nothing"


@dataclass(frozen=True)
class Pending:
    """The shop's last question: the name of its line, what it waits for, and the order so far."""

    question: str
    awaiting: str
    language: str
    order: TeaOrder = NOTHING_YET


# The lines that ask something -> what they wait for.
ASKING = {
    "confirm": "confirm",
    "book": "confirm",
    "choose": "choice",
    "many": "info",
    "few": "info",
    "ask_number": "info",
    "cancelled": "more",
}


def pending_after(last_line: str) -> Pending | None:
    """Return what the shop's last line asks; None where it asks nothing."""
    for language in LANGUAGES:
        for name, awaiting in ASKING.items():
            if _pattern(language, name).search(last_line):
                order = NOTHING_YET
                if name in ("confirm", "many", "few"):
                    order = TeaOrder(
                        tea_shop.find_tea(last_line.lower()), _tins_in(last_line, language)
                    )
                return Pending(name, awaiting, language, order)
    return None


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    """A pattern for a line with any values."""
    text = str(tea_shop.LINES[language][name])
    return re.compile(".+?".join(map(re.escape, re.split(r"\{\w+\}", text))))


def _tins_in(last_line: str, language: str) -> int | None:
    """The tins that a question to confirm names: the words, or figures above ten."""
    words = tea_shop.LINES[language]["tins"]
    found = [number for number, each in enumerate(words[:-1], 1) if each in last_line]
    if found:
        return found[0]
    figure = re.search(words[-1].format(n=r"(\d+)"), last_line)
    return int(figure[1]) if figure else None


def answer_question(message: str, pending: Pending) -> Said | None:
    """Go on with the question that is pending; None where the message is about something else."""
    language = pending.language
    if message in NO and pending.awaiting != "more":
        return Said(line(language, "cancelled"), "more")
    if pending.question in ("confirm", "book"):
        return _after_confirm(message, pending)
    if pending.question == "choose":
        tea = tea_shop.find_tea(message)
        return _go_on(TeaOrder(tea, tea_shop.find_tins(message)), language) if tea else None
    if pending.question in ("many", "few"):
        tins = tea_shop.find_tins(message)
        return _go_on(TeaOrder(pending.order.tea, tins), language) if tins else None
    if pending.question == "ask_number":
        return _status(message, language)
    return None


def _after_confirm(message: str, pending: Pending) -> Said | None:
    if message not in YES:
        return None
    if pending.question == "book":
        return Said(line(pending.language, "booked"))
    return Said(about_order(pending.language, "ordered", pending.order))


def ask_again(pending: Pending) -> Said:
    """Repeat the question that is still pending."""
    language, order = pending.language, pending.order
    if pending.question == "choose":
        return Said(line(language, "choose", names=tea_shop.names_of_teas()), pending.awaiting)
    if pending.question in ("confirm", "many", "few"):
        return Said(about_order(language, pending.question, order), pending.awaiting)
    return Said(line(language, pending.question), pending.awaiting)


def answer_about_shop(message: str, language: str) -> Said | None:
    """Answer a message about the shop; None where it is about nothing that the shop knows."""
    intent, tea, tins = intent_of(message), tea_shop.find_tea(message), tea_shop.find_tins(message)
    if intent == "status":
        return _status(message, language) or Said(line(language, "ask_number"), "info")
    if intent in ("returns", "delivery", "visit"):
        return Said(line(language, intent))
    if intent == "book":
        return Said(line(language, "book"), "confirm")
    if intent == "buy" or (tea and tins):
        return _go_on(TeaOrder(tea, tins), language)
    if tea:
        return _about(tea, language)
    if intent == "teas":
        return Said(tea_shop.price_list(language))
    return None


def _about(tea: Tea, language: str) -> Said:
    return Said(about_order(language, "one", TeaOrder(tea)))


def _go_on(order: TeaOrder, language: str) -> Said:
    """Ask for what an order still lacks, or whether to order."""
    if order.tea is None:
        return Said(line(language, "choose", names=tea_shop.names_of_teas()), "choice")
    if order.tins is None:
        return Said(about_order(language, "many", order), "info")
    if order.tins > order.tea.stock:
        return Said(about_order(language, "few", order), "info")
    return Said(about_order(language, "confirm", order), "confirm")


def _status(message: str, language: str) -> Said | None:
    number = re.search(rf"\d{{{ORDER_NUMBER_DIGITS},}}", message)
    return Said(line(language, "status", number=number[0])) if number else None


YES = frozenset(
    (
        "yes", "yep", "yeah", "y", "sure", "ok", "okay", "please do", "yes please", "do it",
        "go ahead", "please", "confirm", "sim", "pode", "claro", "sí", "si", "vale", "ja",
        "gerne", "bitte", "ja bitte", "oui", "d'accord", "да", "давайте", "ок", "хорошо",
        "confirmo", "bestätigen", "sim por favor", "sí por favor", "oui s'il vous plaît",
    )
)  # fmt: skip
NO = frozenset(
    (
        "no", "nope", "nah", "no thanks", "no thank you", "cancel", "não", "nao",
        "não obrigado", "no gracias", "nein", "nein danke", "non", "non merci", "нет",
        "не надо", "нет спасибо",
    )
)  # fmt: skip
