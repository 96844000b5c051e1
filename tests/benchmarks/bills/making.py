"""Dialogues of a tea shop, made from a seed: what the suite plays instead of a file."""

import random

from tests.benchmarks.bills.dialogues import ESCALATE, TRIVIAL, Exchange

TASKS = (
    ("do you have {tea} in tins", "Yes, {tea} comes in tins of 100 grams.", "nothing"),
    ("how long does {tea} keep", "In a dark and dry place {tea} keeps for two years.", "nothing"),
    ("i would like to order {tea}", "How many tins of {tea} shall I send you?", "info"),
    ("please send me {tea} again", "Shall I send {tea} to the same address?", "confirm"),
    ("what goes well with {tea}", "Many guests like it with almond cake.", "nothing"),
)  # fmt: skip
TEAS = ("assam", "sencha", "darjeeling", "oolong", "rooibos", "mint", "keemun", "ceylon")
REPLIES = {
    "info": (("two", "three please", "one is enough"), "They are in. Anything else?", "more"),
    "confirm": (("yes", "ok", "yes please"), "It is on its way to you. Anything else?", "more"),
}  # fmt: skip
HELLOS = ("hello", "hi", "good morning", "hi there", "good evening")
THANKS = ("thanks", "thank you", "thanks a lot", "great, thanks", "thank you so much", "ok thanks")
NO_MORE = ("no thanks", "no, that is all", "that is all, thank you", "no", "nothing else, thanks")
BYES = ("bye", "goodbye", "have a nice day", "bye bye", "see you")


def make_dialogues(count: int, *, seed: int, small_talk: float = 1.0) -> list[list[Exchange]]:
    """Make that many dialogues; the same seed makes the same ones.

    `small_talk` scales how often visitors say hello, thanks and goodbye.
    """
    draw = random.Random(seed)
    return [list(_dialogue(number, draw, small_talk)) for number in range(1, count + 1)]


def _dialogue(number: int, draw: random.Random, small_talk: float) -> list[Exchange]:
    made: list[Exchange] = []

    def say(text: str, gold: str, reply: str, awaiting: str) -> None:
        made.append(Exchange(number, text, gold, reply, awaiting))

    if draw.random() < 0.4 * small_talk:
        say(draw.choice(HELLOS), TRIVIAL, "Hello! How can I help you?", "more")
    for _ in range(draw.randint(1, 3)):
        text, reply, awaiting = draw.choice(TASKS)
        tea = draw.choice(TEAS)
        say(text.format(tea=tea), ESCALATE, reply.format(tea=tea), awaiting)
        if awaiting in REPLIES:
            answers, reply, awaiting = REPLIES[awaiting]
            say(draw.choice(answers), ESCALATE, reply, awaiting)
    if made[-1].awaiting == "more" and draw.random() < 0.7 * small_talk:
        say(draw.choice(NO_MORE), TRIVIAL, "Enjoy your tea, and goodbye!", "nothing")
    elif draw.random() < 0.7 * small_talk:
        say(draw.choice(THANKS), TRIVIAL, "You are welcome!", "nothing")
    if draw.random() < 0.3 * small_talk:
        say(draw.choice(BYES), TRIVIAL, "Goodbye, and enjoy your tea!", "nothing")
    return made
