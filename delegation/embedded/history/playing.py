"""A simulated visitor's conversation, through the services that a real one goes through."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from delegation.conversations.models import Answer, Escalation
from delegation.conversations.services.accepting import accept
from delegation.conversations.services.answering import answer
from delegation.conversations.services.messages import Message
from delegation.conversations.services.payloads import answer_payload
from delegation.domain.ledger.days import hour_of
from delegation.domain.packs.matching import decide
from delegation.domain.words import Awaiting
from delegation.embedded.history.day_ledger import DayLedger
from delegation.embedded.history.model import Model
from delegation.embedded.history.stage import Clock, Remembered
from delegation.embedded.history.visitors import Talk, VisitorLine
from delegation.rules.services.publishing.loaded_packs import ready_pack
from delegation.savings.services.usage_batches import LocalAnswers, record_usage
from tenants.access import Site

# The database's own clock wrote these columns; the simulation's was elsewhere.
REDATE = """
WITH told AS (
    SELECT * FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS t(id, at, ended)
), changed AS (
    UPDATE conversations_escalation AS e SET created_at = told.at, ended_at = told.ended
    FROM told WHERE e.id = told.id RETURNING e.conversation_id, told.at
)
UPDATE conversations_conversation AS c SET created_at = begun.at
FROM (SELECT conversation_id, min(at) AS at FROM changed GROUP BY 1) AS begun
WHERE c.id = begun.conversation_id
"""


@dataclass(frozen=True)
class Beacon:
    """The answers of one browser, as it reports them."""

    at: datetime
    talk: Talk
    batch: str
    counts: list[LocalAnswers]


@dataclass
class Play:
    """Conversations of one site, and when their messages came by the simulation's clock."""

    site: Site
    clock: Clock
    model: Model
    remembered: Remembered
    ledger: DayLedger
    read: list[dict[str, Any]]  # what the browser got as its answer
    told: list[tuple[UUID, datetime, datetime]] = field(default_factory=list)
    beacons: list["Beacon"] = field(default_factory=list)

    def play(self, talk: Talk) -> None:
        """Play one conversation, and report what the browser answered."""
        self.clock.move_to(talk.at)
        browser = _Browser(self, talk)
        for line in talk.lines:
            browser.say(line)
            self.clock.pass_seconds(18)
        browser.report_usage()

    def write(self) -> None:
        """Write what was kept back: the calls, and the simulation's times."""
        self.report_usage()
        self.ledger.write()
        self.redate()

    def report_usage(self) -> None:
        """Send what browsers counted, each at its time, once the calls that vouch are written."""
        if not self.beacons:
            return
        self.ledger.write_networks()
        now = self.clock.at
        for beacon in self.beacons:
            self.clock.at = beacon.at
            record_usage(
                self.site.tenant,
                batch=beacon.batch,
                visitor=beacon.talk.visitor,
                network=beacon.talk.network,
                counts=beacon.counts,
            )
        self.clock.at = now
        self.beacons.clear()

    def redate(self) -> None:
        """Give what the database dated the simulation's times."""
        if self.told:
            with connection.cursor() as cursor:
                cursor.execute(REDATE, [list(column) for column in zip(*self.told, strict=True)])
        self.told.clear()


@dataclass
class _Browser:
    """What the gatekeeper of one visitor knows."""

    stage: Play
    talk: Talk
    awaiting: str = Awaiting.NOTHING.value
    local: list[dict[str, object]] = field(default_factory=list)
    counts: Counter[tuple[int, int, datetime]] = field(default_factory=Counter)
    sent: int = 0

    def say(self, line: VisitorLine) -> None:
        """Answer locally where the published rules do, else send the message to the teacher."""
        pack, now = ready_pack(self.stage.site.tenant), self.stage.clock.seconds()
        found = decide(pack, line.text, self.awaiting, now=now)
        if found.rule is None or found.version is None:
            self._escalate(line, rejects=None)
            return
        turn = {"message": line.text, "response": found.response}
        self.local.append(turn | {"rule": found.rule, "version": found.version})
        self.counts[found.rule, found.version, hour_of(self.stage.clock.at)] += 1
        self.awaiting = Awaiting.NOTHING.value
        if line.complains:
            self._escalate(line, rejects={"rule": found.rule, "version": found.version})

    def _escalate(self, line: VisitorLine, *, rejects: dict[str, int] | None) -> None:
        stage, begun = self.stage, self.stage.clock.at
        self.sent += 1
        message = Message(
            visitor=self.talk.visitor,
            conversation=self.talk.visitor,
            id=f"{self.talk.visitor}-{self.sent}",
            message=line.text,
            awaiting=self.awaiting,
            local=self.local,
            rejects=rejects,
        )
        self.local = []
        if rejects:
            self.report_usage()  # a browser reports before it asks again
            stage.report_usage()
        escalation = accept(
            stage.site, message, address_prefix=self.talk.network, now=int(stage.clock.seconds())
        )
        stage.model.next_reply = line.reply
        stage.ledger.begun = begun
        answer(stage.site.tenant.pk, escalation.pk)
        if rejects:
            stage.remembered.forget()  # a complaint may have suspended the rule
        stage.told.append((escalation.pk, begun, stage.clock.at))
        self.awaiting = str(self._answer_of(escalation)["awaiting"])

    def _answer_of(self, escalation: Escalation) -> dict[str, Any]:
        """Return what the browser got: from the last event, or from the row without one."""
        if self.stage.read:
            return self.stage.read.pop()
        answers = Answer.objects.select_related("escalation__conversation")
        return answer_payload(answers.get(pk=escalation.pk))

    def report_usage(self) -> None:
        """Send the counts as a beacon does."""
        if not self.counts:
            return
        counts = [
            LocalAnswers(rule=rule, version=version, hour=hour, count=count)
            for (rule, version, hour), count in self.counts.items()
        ]
        batch = f"{self.talk.visitor}-{self.sent}"
        self.stage.beacons.append(Beacon(self.stage.clock.at, self.talk, batch, counts))
        self.counts.clear()
