"""Receipts as the product would leave them, for tests that add them up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import time_machine

from delegation.conversations.models import (
    Answer,
    CallKind,
    Conversation,
    Escalation,
    EscalationState,
    TeacherCall,
)
from delegation.rules.models import Lesson, Rule, RuleState, RuleVersion
from delegation.savings.models import UsageBatch, UsageCount
from delegation.savings.services.usage_batches import LocalAnswers, record_usage
from tenants.models import Tenant


@dataclass
class Ledger:
    """Writes receipts of one tenant, at given moments."""

    tenant: Tenant

    def rule(self, phrase: str, *, act: str = "thanks", state: RuleState = RuleState.LIVE) -> Rule:
        """A rule with its first version, if it is live."""
        rule = Rule.objects.create(
            tenant=self.tenant, phrase=phrase, act=act, response="!", state=state, version=1
        )
        RuleVersion.objects.create(
            tenant=self.tenant, rule=rule, number=1, phrases=[phrase], response="!", act=act,
            states=["nothing"],
        )  # fmt: skip
        return rule

    def met(self, visitor: str, at: datetime, *, held_out: bool = False) -> Conversation:
        conversation = Conversation.objects.create(
            tenant=self.tenant, visitor=visitor, client_id=str(uuid4()), held_out=held_out
        )
        Conversation.objects.filter(pk=conversation.pk).update(created_at=at)
        return conversation

    def escalation(
        self,
        conversation: Conversation,
        at: datetime,
        *,
        seconds: float = 2,
        source: str = "teacher",
    ) -> Escalation:
        """A message that was answered after so many seconds."""
        made = Escalation.objects.create(
            tenant=self.tenant,
            site_key=self.tenant.site_keys.get(),
            conversation=conversation,
            client_id=str(uuid4()),
            body_hash="",
            message="thx",
            awaiting="nothing",
            address_prefix="n",
            state=EscalationState.ANSWERED,
            ended_at=at + timedelta(seconds=seconds),
        )
        Escalation.objects.filter(pk=made.pk).update(created_at=at)
        Answer.objects.create(
            escalation=made, tenant=self.tenant, text="!", awaiting="nothing", source=source
        )
        return made

    def call(
        self,
        at: datetime,
        cost: str | None,
        *,
        escalation: Escalation | None = None,
        kind: CallKind = CallKind.ANSWER,
        outcome: str = "complete",
        overhead: str | None = "0",
    ) -> TeacherCall:
        made = TeacherCall.objects.create(
            tenant=self.tenant,
            escalation=escalation,
            kind=kind,
            model="m",
            month=at.date().replace(day=1),
            reserved=1,
            settled=True,
            prompt_tokens=100,
            completion_tokens=20,
            cost=None if cost is None else Decimal(cost),
            overhead_cost=None if cost is None or overhead is None else Decimal(overhead),
            outcome=outcome,
        )
        TeacherCall.objects.filter(pk=made.pk).update(created_at=at)
        return made

    def lesson(
        self,
        rule: Rule,
        at: datetime,
        cost: str | None,
        *,
        seconds: float = 2,
        overhead: str | None = "0",
    ) -> None:
        """A visitor's message that the teacher answered and taught."""
        talk = self.met(f"taught-{rule.phrase}-{at:%H}", at)
        escalation = self.escalation(talk, at, seconds=seconds)
        self.call(at, cost, escalation=escalation, overhead=overhead)
        Lesson.objects.create(
            tenant=self.tenant, rule=rule, escalation_id=escalation.pk, query=rule.phrase,
            response="!", act=rule.act, awaiting="nothing", visitor=talk.visitor,
            address_prefix="n",
        )  # fmt: skip

    def usage(
        self,
        rule: int,
        count: int,
        at: datetime,
        *,
        visitor: str = "v",
        batch: str | None = None,
        received_at: datetime | None = None,
    ) -> None:
        hour = at.replace(minute=0, second=0, microsecond=0)
        name = batch or str(uuid4())
        received_at = received_at or at
        with time_machine.travel(received_at, tick=False):
            record_usage(
                self.tenant,
                batch=name,
                visitor=visitor,
                network="n",
                counts=[LocalAnswers(rule, 1, hour, count)],
            )
        rows = UsageBatch.objects.filter(tenant=self.tenant, batch=name)
        rows.update(received_at=received_at)
        UsageCount.objects.filter(batch__in=rows).update(vouched=None)  # as a former release did
