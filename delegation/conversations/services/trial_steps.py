"""What one real call to an endpoint has shown, step by step."""

from dataclasses import asdict, dataclass

from delegation.domain.words import Awaiting
from delegation.teacher import TeacherError, TeacherReply
from delegation.teacher.shape import Format, Shape, Thoughts

STEPS = (
    "Reach the server",
    "Accept the key",
    "Find the model",
    "Answer",
    "Mark",
    "Lesson",
    "Price",
)


@dataclass(frozen=True, slots=True)
class TrialStep:
    """One step: `state` is done, failed, later (the exam decides) or unknown."""

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
        TrialStep(STEPS[4], *_found(marked, "It says what its replies wait for.")),
        TrialStep(STEPS[5], *_found(taught, "It recognised the greeting and taught it.")),
        TrialStep(
            STEPS[6],
            "done" if price_is_known else "unknown",
            "" if price_is_known else "The price of this model is not known yet.",
        ),
    ]


def describe_shape(shape: Shape) -> str:
    """Return what was learned of how the endpoint wants to be asked, in sentences."""
    learned = [
        "" if shape.stream else "It does not stream, so answers appear in one piece.",
        ""
        if shape.system
        else "It has no system role; the instructions go with the first message.",
        "" if shape.format is Format.SCHEMA else "It does not accept a reply format.",
        f"It does not accept: {', '.join(shape.omit)}." if shape.omit else "",
        "It writes thoughts into the answer. They are removed; answers appear when complete."
        if shape.thoughts is Thoughts.UNOPENED
        else "",
    ]
    return " ".join(filter(None, learned))


def as_session_data(steps: list[TrialStep]) -> list[dict[str, str]]:
    return [asdict(step) for step in steps]


def _found(found: bool, note: str) -> tuple[str, str]:
    return ("done", note) if found else ("later", "Not in this reply; the exam shows how often.")
