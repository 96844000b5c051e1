"""What a moderator sees of one rule: its evidence, its problems, and similar rules."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext

from delegation.domain.lint.anonymising import anonymised
from delegation.domain.lint.problems import IN_WORDS, Problem
from delegation.domain.words import AFTER, Awaiting
from delegation.languages import in_words
from delegation.rules import access
from delegation.rules.models import Rule
from delegation.rules.services.desk.message_history import occasions
from delegation.rules.services.desk.pauses import newest_wordings

OCCURRENCES = 50  # a moderator reads fewer
RESPONSES = 6  # different ones, side by side
CLOSE_TOGETHER_SECONDS = 3600  # visitors of one hour may be one person with many windows
FEW_NETWORKS = 2


@dataclass(frozen=True)
class Occurrence:
    """A message behind the rule, with the assistant's message before it."""

    before: str
    message: str
    response: str
    came_after: str
    at: datetime


@dataclass(frozen=True)
class GivenResponse:
    """One of the teacher's responses, and to how many messages it was given."""

    text: str
    times: int


@dataclass(frozen=True)
class ShownProblem:
    """A problem in words, with the characters that make it."""

    name: str
    words: str
    part: str
    excerpt: str
    code_points: list[str]


def occurrences_of(rule: Rule) -> list[Occurrence]:
    """Return the newest lessons, anonymised and without their visitors."""
    lessons = access.lessons_of(rule.tenant).filter(rule=rule).order_by("-created_at")
    newest = list(lessons[:OCCURRENCES])
    ids = [lesson.escalation_id for lesson in newest]
    before = occasions().turns_before(rule.tenant, ids)
    return [
        Occurrence(
            anonymised(before.get(lesson.escalation_id, "")),
            anonymised(lesson.query),
            anonymised(lesson.response),
            in_words(AFTER[Awaiting(lesson.awaiting)]),
            lesson.created_at,
        )
        for lesson in newest
    ]


def responses_to(rule: Rule) -> list[GivenResponse]:
    """The different responses that the teacher gave, the most usual first."""
    lessons = access.lessons_of(rule.tenant).filter(rule=rule).order_by()
    given = lessons.values("response").annotate(times=Count("pk")).order_by("-times", "response")
    return [GivenResponse(each["response"], each["times"]) for each in given[:RESPONSES]]


def problems_of(rule: Rule) -> list[ShownProblem]:
    """Return lint's findings; only their names for a rule that was not linted yet."""
    found: list[dict[str, Any]] = rule.findings or [{"problem": name} for name in rule.problems]
    return [
        ShownProblem(
            each["problem"].replace("_", " "),
            _words(each["problem"]),
            each.get("part", ""),
            each.get("excerpt", ""),
            each.get("code_points", []),
        )
        for each in found
    ]


def doubts_about(rule: Rule) -> list[str]:
    """Return sentences on why its visitors may be fewer than they seem."""
    if rule.visitors_count < FEW_NETWORKS:
        return []
    doubts = []
    if rule.networks_count < FEW_NETWORKS:
        doubts.append(
            gettext("All these visitors came from one network, so they may be one person.")
        )
    lessons = access.lessons_of(rule.tenant).filter(rule=rule).order_by("created_at")
    first = lessons.values_list("created_at", flat=True).first()
    last = lessons.values_list("created_at", flat=True).last()
    if first and last and (last - first).total_seconds() < CLOSE_TOGETHER_SECONDS:
        doubts.append(gettext("All these messages came within one hour."))
    return doubts


def wordings_shown(rule: Rule) -> list[str]:
    """Where visitors paused: of a live rule as it was approved, of others as they would be."""
    return rule.wordings if rule.version and rule.wordings else newest_wordings(rule)


def is_snoozed(rule: Rule) -> bool:
    return rule.snoozed_until is not None and rule.snoozed_until > timezone.now()


def _words(name: str) -> str:
    return in_words(IN_WORDS[Problem(name)]) if name in list(Problem) else name
