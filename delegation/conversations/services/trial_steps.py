"""The steps of one real call to an endpoint, shown while it runs."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext

from delegation.domain.wording import worded
from delegation.domain.words import Awaiting
from delegation.languages import in_words
from delegation.teacher import TEACHER_ERRORS, EndedCall, TeacherError, TeacherReply
from delegation.teacher.error_table import Remedy
from delegation.teacher.shape import Format, Shape, Thoughts

STEPS = (
    worded("Reach the server"),
    worded("Accept the key"),
    worded("Find the model"),
    worded("Answer"),
    worded("Stream"),
    worded("Format"),
    worded("Mark"),
    worded("Lesson"),
    worded("Price"),
)
ANSWER = STEPS.index("Answer")


@dataclass(frozen=True, slots=True)
class TrialStep:
    """One step: `state` is done, failed, later (the exam decides), unknown, or running."""

    name: str
    state: str
    note: str = ""


def failed_steps(error: TeacherError, words: str) -> list[TrialStep]:
    """Return the steps of a trial that an error stopped, with the endpoint's own words."""
    stopped = error.row.step
    done = [TrialStep(name, "done") for name in STEPS[:stopped]]
    return [*done, TrialStep(STEPS[stopped], "failed", words)]


def passed_steps(reply: TeacherReply, *, price_is_known: bool) -> list[TrialStep]:
    """Return the steps of a trial that was answered, with what was learned."""
    marked = reply.parsed.awaiting is not Awaiting.UNKNOWN
    taught = reply.parsed.lesson is not None
    return [
        *(TrialStep(name, "done") for name in STEPS[:3]),
        TrialStep(STEPS[3], "done", describe_shape(reply.shape)),
        _stream_step(reply.shape),
        _format_step(reply.shape, marked=marked),
        TrialStep(STEPS[6], *_found(marked, gettext("It says what its replies wait for."))),
        TrialStep(STEPS[7], *_found(taught, gettext("It recognised the greeting and taught it."))),
        TrialStep(
            STEPS[8],
            "done" if price_is_known else "unknown",
            "" if price_is_known else gettext("The price of this model is not known yet."),
        ),
    ]


def describe_shape(shape: Shape) -> str:
    """Return what was learned of how the endpoint wants to be asked, in sentences."""
    learned = [
        ""
        if shape.system
        else gettext("It has no system role; the instructions go with the first message."),
        gettext("It does not accept: %(omit)s.") % {"omit": ", ".join(shape.omit)}
        if shape.omit
        else "",
        gettext(
            "It writes thoughts into the answer. They are removed; answers appear when complete."
        )
        if shape.thoughts is Thoughts.UNOPENED
        else "",
    ]
    return " ".join(filter(None, learned))


def _stream_step(shape: Shape) -> TrialStep:
    if shape.stream:
        return TrialStep(STEPS[4], "done")
    return TrialStep(
        STEPS[4],
        "failed",
        gettext("It does not stream, so answers appear in one piece. That is all right."),
    )


def _format_step(shape: Shape, *, marked: bool) -> TrialStep:
    """The trial asks for no format; an endpoint that has refused one is known."""
    if shape.format is not Format.SCHEMA:
        return TrialStep(STEPS[5], "failed", gettext("It does not accept a reply format."))
    if marked:
        return TrialStep(STEPS[5], "done", gettext("Its marks make a reply format unnecessary."))
    return TrialStep(STEPS[5], "later", gettext("The exam shows whether it does better with JSON."))


def as_session_data(steps: list[TrialStep]) -> list[dict[str, str]]:
    return [asdict(step) for step in steps]


def _found(found: bool, note: str) -> tuple[str, str]:
    return (
        ("done", note)
        if found
        else ("later", gettext("Not in this reply; the exam shows how often."))
    )


WATCHED_SECONDS = 120  # how long a page may ask for the steps of a trial


@dataclass(slots=True)
class TrialWatch:
    """Notes the steps of a running trial where the page can read them."""

    save: Callable[[str], None] = lambda text: None
    _refusals: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """A request goes out."""
        self._note(ANSWER if self._refusals else 0, " ".join(self._refusals))

    def ended(self, call: EndedCall) -> None:
        """A request has ended; one that was refused is followed by another."""
        row = TEACHER_ERRORS.get(call.outcome)
        if row is not None and row.remedy is Remedy.AVOID_REFUSAL:
            self._refusals.append(
                f"{in_words(row.message)} {gettext('It is asked in another way.')}"
            )

    def accepted(self) -> None:
        """The server took the request: it knows the key and the model."""
        self._note(ANSWER, " ".join([*self._refusals, gettext("Waiting for its first words.")]))

    def wrote(self, piece: str) -> None:
        """The model's first words are here."""
        self._note(ANSWER, gettext("The model writes."))

    def _note(self, running: int, note: str) -> None:
        done = [TrialStep(name, "done") for name in STEPS[:running]]
        steps = [*done, TrialStep(STEPS[running], "running", note)]
        self.save(json.dumps(as_session_data(steps)))
