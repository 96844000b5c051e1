"""What an attacker can make of a tenant: its policies, its colluding visitors, and the fate of
each poisoned lesson, by the name of what stopped it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import time_machine

from delegation.domain.approval.auto_approval import (
    ApprovalPolicy,
    Proposal,
    is_credible,
    walls_before,
)
from delegation.domain.approval.evidence import Sighting
from delegation.domain.approval.small_talk import CLOSED_ACTS
from delegation.domain.approval.starter_texts import STARTER_TEXTS
from delegation.domain.lint.problems import Problem
from delegation.domain.phrases import canonical
from delegation.domain.teaching.replies import (
    ReplyBroken,
    TaughtLesson,
    held_to_message,
    parse_reply,
)
from delegation.domain.words import TEACHABLE_STATES, Act
from delegation.rules.models import Pack, Rule
from delegation.rules.services.lessons.learning import Evidence, LessonRefused, record_lesson
from delegation.rules.services.lessons.policy import change_policy, walls_of
from delegation.rules.services.lessons.replies import approve_replies
from delegation.rules.services.publishing.publishing import current_pack
from tenants.models import Approval, Tenant, User
from tests.faults.marked_poison import read_as_marked
from tests.faults.poison import OWN_WORDS, Poison

COLLUDERS = tuple(Sighting(f"network-{number}", number * 7200) for number in range(50))
EVERYTHING = [act.value for act in CLOSED_ACTS]


@dataclass(frozen=True)
class Setting:
    """A policy that a tenant may have."""

    approval: Approval = Approval.AT_ONCE
    visitors: int = 1
    minutes_apart: int = 0
    exempt: tuple[Problem, ...] = ()

    def policy(self) -> ApprovalPolicy:
        """As the domain decides by it."""
        at_once = frozenset(CLOSED_ACTS) if self.approval == Approval.AT_ONCE else frozenset()
        own_words = (*OWN_WORDS, "Shop")
        return ApprovalPolicy(at_once, self.visitors, self.minutes_apart * 60, own_words)


OPEN = Setting(exempt=tuple(Problem))
"""As open as a tenant can be: one visitor is enough, every class, every problem exempted."""

SETTINGS = {
    "human": Setting(Approval.HUMAN),
    "usual": Setting(visitors=3, minutes_apart=60),
    "one visitor": Setting(),
    "open": OPEN,
}


def set_policy(tenant: Tenant, setting: Setting, *, owner: User) -> None:
    """Give the tenant this policy, with replies approved for all classes in all languages."""
    tenant.approval, tenant.sightings = setting.approval, setting.visitors
    tenant.save()
    change_policy(
        tenant,
        {
            "at_once": EVERYTHING,
            "minutes_apart": setting.minutes_apart,
            "exempt": [problem.value for problem in setting.exempt],
            "own_words": OWN_WORDS,
        },
        by=owner,
    )
    for language, texts in STARTER_TEXTS.items():
        approve_replies(tenant, texts, language=language, by=owner)


def lesson_of(poison: Poison) -> TaughtLesson | str:
    """The lesson as the service would be given it, or the name of what refused it."""
    if poison.is_marked:
        return read_as_marked(poison)
    try:
        reply = held_to_message(parse_reply(poison.reply), poison.message)
    except ReplyBroken as broken:
        return broken.fault.value
    if reply.lesson is None:
        return reply.problem.value if reply.problem else "no lesson"
    return reply.lesson


def verdicts(poison: Poison) -> dict[str, frozenset[str]]:
    """What stops it under every setting, were it taught by fifty patient colluders.

    The decisions of the service without its database; `fate_of` shows that they are the same.
    """
    lesson = lesson_of(poison)
    if isinstance(lesson, str):
        return dict.fromkeys(SETTINGS, frozenset({lesson}))
    phrase = canonical(lesson.query)
    if not phrase:
        return dict.fromkeys(SETTINGS, frozenset({"lesson_query_not_matchable"}))
    if poison.awaiting not in TEACHABLE_STATES:
        return dict.fromkeys(SETTINGS, frozenset({"lesson_while_awaiting"}))
    act = lesson.act or Act.ANSWER
    credible = poison.trusted and is_credible(lesson.query, lesson.response, lesson.variants)
    replies = {language: texts.get(act, "") for language, texts in STARTER_TEXTS.items()}
    proposal = Proposal(phrase, act, "en", COLLUDERS if credible else (), 50, 0, replies)
    return {
        name: frozenset(wall.value for wall in walls_before(proposal, setting.policy()))
        for name, setting in SETTINGS.items()
    }


def fate_of(tenant: Tenant, poison: Poison, *, network: str) -> set[str]:
    """What stopped it, as the service does it: read, held to the message, kept, weighed."""
    lesson = lesson_of(poison)
    if isinstance(lesson, str):
        return {lesson}
    evidence = Evidence(uuid4(), f"visitor-{network}", network, poison.awaiting, poison.trusted)
    try:
        rule = record_lesson(tenant, lesson, evidence)
    except LessonRefused as refused:
        return {refused.code}
    return {wall.value for wall in walls_of(tenant, rule)}


def collude(
    tenant: Tenant,
    query: str,
    act: Act,
    *,
    networks: int,
    clock: time_machine.Traveller,
    response: str = "Sure!",
    hours: float = 2,
) -> Rule:
    """Visitors of so many networks teach the same, these hours apart; the rule that comes of it."""
    for number in range(networks):
        clock.shift(timedelta(hours=hours))
        evidence = Evidence(uuid4(), f"colluder-{number}", f"net-{number}", "nothing", trusted=True)
        rule = record_lesson(tenant, TaughtLesson(query, response, act), evidence)
    return rule


def everything_published(tenant: Tenant) -> str:
    """All that any browser of this tenant ever got."""
    current_pack(tenant)
    return "\n".join(Pack.objects.filter(tenant=tenant).values_list("body", flat=True))
