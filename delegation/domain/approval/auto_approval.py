"""What may go live without a human: the walls that a proposal has to pass, each by name.

Every wall is always checked, because an attacker hopes that one of them suffices. A rule that
passes speaks the tenant's own approved words; of the lesson it takes the phrase and nothing else.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from delegation.domain.approval.evidence import Sighting, independent
from delegation.domain.approval.small_talk import CLOSED_ACTS, languages_of
from delegation.domain.lint.check import check_phrase, check_response, find_problems
from delegation.domain.lint.problems import Problem
from delegation.domain.wording import worded
from delegation.domain.words import Act

AGREEMENT = 0.9  # of the visitors who were taught this phrase, as this act


class Wall(StrEnum):
    """Why a proposal waits for a person. `WALLS_IN_WORDS` has the sentences."""

    POLICY = "policy"
    DECIDED = "decided"
    ACT = "act"
    UNKNOWN_WORDS = "unknown_words"
    PROBLEM = "problem"
    DISAGREEMENT = "disagreement"
    FEW_VISITORS = "few_visitors"
    NO_REPLY = "no_reply"


WALLS_IN_WORDS: Mapping[Wall, str] = {
    Wall.POLICY: worded("Your policy asks a person to read messages of this kind."),
    Wall.DECIDED: worded(
        "A person has already decided about this phrase, so a person decides again."
    ),
    Wall.ACT: worded("Only small talk may go live automatically. This is an answer with content."),
    Wall.UNKNOWN_WORDS: worded("It contains words that are not on the list of known small talk."),
    Wall.PROBLEM: worded("It has one of the problems listed on this page."),
    Wall.DISAGREEMENT: worded(
        "The teacher did not treat this phrase the same way for all visitors."
    ),
    Wall.FEW_VISITORS: worded("Not enough different visitors have used this phrase yet."),
    Wall.NO_REPLY: worded(
        "You have not approved a reply for this kind of message in its language."
    ),
}

HARMLESS_IN_EVIDENCE = frozenset({Problem.NAME})
"""Said to one visitor, and never published: a teacher calls people by their names."""


@dataclass(frozen=True)
class ApprovalPolicy:
    """What a tenant lets through. `own_words` are marked as in `word_lists`."""

    at_once: frozenset[Act] = frozenset()
    visitors: int = 3
    seconds_apart: float = 3600
    own_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A phrase and everything known about it.

    `sightings` are those of credible lessons; `visitors` and `rivals` count the visitors who were
    taught this act and another one; `replies` are the tenant's approved words by language;
    `decided` says that a person has decided about it before.
    """

    phrase: str
    act: str
    language: str
    sightings: tuple[Sighting, ...]
    visitors: int
    rivals: int
    replies: Mapping[str, str]
    decided: bool = False


def is_credible(query: str, response: str, variants: Iterable[str] = ()) -> bool:
    """Return whether a lesson may count as evidence: nothing in it looks like an attack.

    What was said to one visitor, and the variants, are never published unread; but a link in a
    reply, or "cancel" among the ways to say thanks, shows that a visitor talked the teacher into
    it.
    """
    phrases = (query, *variants)
    wrong = {problem for phrase in phrases for problem in check_phrase(phrase)}
    return not wrong and set(check_response(response)) <= HARMLESS_IN_EVIDENCE


def speaks(proposal: Proposal) -> str | None:
    """Return the language of the answer: the tenant's own, or another with an approved reply."""
    known = languages_of(proposal.phrase, proposal.act)
    preferred = sorted(known, key=lambda language: language != proposal.language)
    return next((language for language in preferred if language in proposal.replies), None)


def walls_before(proposal: Proposal, policy: ApprovalPolicy) -> list[Wall]:
    """Return every wall that keeps the proposal from going live unread; [] lets it through.

    Problems that a tenant exempted still count here: an exemption hides them on the desk only.
    """
    language = speaks(proposal)
    reply = proposal.replies.get(language or "", "")
    stops = (
        (Wall.POLICY, proposal.act not in policy.at_once),
        (Wall.DECIDED, proposal.decided),
        (Wall.ACT, proposal.act not in CLOSED_ACTS),
        (Wall.UNKNOWN_WORDS, not languages_of(proposal.phrase, proposal.act)),
        (Wall.PROBLEM, bool(_problems(proposal.phrase, reply, policy.own_words))),
        (Wall.DISAGREEMENT, not _agree(proposal.visitors, proposal.rivals)),
        (Wall.FEW_VISITORS, not _enough(proposal.sightings, policy)),
        (Wall.NO_REPLY, language is None),
    )
    return [wall for wall, stands in stops if stands]


def _problems(phrase: str, reply: str, own_words: Collection[str]) -> set[Problem]:
    """Of the phrase and, where it would get one, of the reply; an owner may greet by name there."""
    found = {finding.problem for finding in find_problems(phrase, "", tenant_words=own_words)}
    if reply:
        between = find_problems(phrase, reply)
        found |= {each.problem for each in between if each.problem is Problem.LANGUAGE}
    return found


def _agree(visitors: int, rivals: int) -> bool:
    return visitors > 0 and visitors >= AGREEMENT * (visitors + rivals)


def _enough(sightings: Iterable[Sighting], policy: ApprovalPolicy) -> bool:
    return independent(sightings, seconds_apart=policy.seconds_apart) >= policy.visitors
