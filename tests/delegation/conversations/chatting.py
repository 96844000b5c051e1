"""A chat whose teacher is played byte by byte, and everything that it leaves behind."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.conf import settings

from delegation.conversations.models import (
    BudgetMonth,
    Conversation,
    Escalation,
    PlatformPrice,
    TeacherCall,
)
from delegation.conversations.services.answering import answer
from delegation.conversations.services.teachers import host_of
from delegation.domain.phrases import canonical
from delegation.domain.wire.events import Address, Event, TextSoFar, event_of_entry
from delegation.rules.models import Lesson
from delegation.valkey import valkey
from tenants.models import SiteKey, Tenant
from tests.delegation.teacher.providers import ANSWER, Answered, Asked, Provider, ProviderServer
from tests.delegation.teacher.wrappings import SECRET

MESSAGE = "Hello"
PERSONA = "You sell tea."


@dataclass
class Chat:
    """One conversation of one visitor; a message is answered as a worker does."""

    tenant: Tenant
    site_key: SiteKey
    server: ProviderServer
    conversation: Conversation = field(init=False)

    def __post_init__(self) -> None:
        name = str(uuid4())
        self.conversation = Conversation.objects.create(
            tenant=self.tenant, visitor=name, client_id=name
        )

    def say(self, provider: Provider | Answered, message: str = MESSAGE) -> Escalation:
        self.server.provider = provider if callable(provider) else lambda asked: provider
        name = str(uuid4())
        row = Escalation.objects.create(
            tenant=self.tenant,
            site_key=self.site_key,
            conversation=self.conversation,
            client_id=name,
            body_hash="",
            message=message,
            phrase=canonical(message),
            awaiting="nothing",
            address_prefix=name,
        )
        answer(self.tenant.pk, row.pk)
        return Escalation.objects.select_related("answer").get(pk=row.pk)

    @property
    def asked(self) -> list[Asked]:
        return self.server.asked

    def calls_of(self, row: Escalation) -> list[TeacherCall]:
        return list(TeacherCall.objects.filter(tenant=self.tenant, escalation=row).order_by("pk"))

    def month(self) -> BudgetMonth:
        return BudgetMonth.objects.get(tenant=self.tenant)

    def spent(self) -> Decimal:
        """USD that the month's budget has paid."""
        month = BudgetMonth.objects.filter(tenant=self.tenant).first()
        return month.spent if month else Decimal(0)

    def lesson(self) -> Lesson:
        return Lesson.objects.get(tenant=self.tenant)

    def gets_the_answer(
        self, provider: Provider | Answered, *, calls: int = 1, taught: bool = True
    ) -> Escalation:
        """The answer is seen, recorded, taught and counted, and nothing else is."""
        before, spent = len(self.asked), self.spent()
        row = self.say(provider)
        assert (row.state, row.answer.text) == ("answered", ANSWER), row.error_code
        assert len(self.asked) - before == calls
        assert_the_stream_only_grows(row)
        self._assert_the_ledger(row, calls, spent)
        if taught:
            lesson = self.lesson()
            assert (lesson.query, lesson.response, lesson.act) == (MESSAGE, ANSWER, "greeting")
            assert lesson.cost == sum(call.cost for call in self.calls_of(row) if call.cost) > 0
        assert_nothing_contains(SECRET)
        return row

    def _assert_the_ledger(self, row: Escalation, calls: int, spent: Decimal) -> None:
        *refused, last = self.calls_of(row)
        assert len(refused) == calls - 1
        assert all(call.settled and call.cost == 0 for call in refused)
        assert (last.outcome, last.settled) == ("complete", True)
        assert last.cost is not None
        assert self.month().reserved == 0
        assert self.spent() - spent == last.cost

    def remembers_the_answer(self, provider: Provider | Answered) -> None:
        """The next request contains the answer as the assistant's turn, as it was shown."""
        before = len(self.asked)
        self.say(provider, "When do you open?")
        said = [
            each["content"]
            for each in self.asked[before].body["messages"]
            if each["role"] == "assistant"
        ]
        assert said == [ANSWER]
        assert SECRET not in str(self.asked[before].body)


def assert_the_stream_only_grows(row: Escalation) -> None:
    """Each `delta` continues the text, and the last event is the recorded answer."""
    *deltas, end = stored_events(row)
    so_far = TextSoFar()
    for delta in deltas:
        assert (delta.kind, delta.data["attempt"]) == ("delta", 1)
        so_far = so_far.after(delta)
        assert row.answer.text.startswith(so_far.text)
    assert (end.kind, end.data["userResponse"]) == ("answer", row.answer.text)


def stored_events(row: Escalation) -> list[Event]:
    """What the visitor's stream is read from."""
    address = Address(row.tenant_id, row.pk)
    entries: Any = valkey().xrange(address.key)
    return [event_of_entry(address, entry_id, fields) for entry_id, fields in entries]


def assert_nothing_contains(secret: str) -> None:
    """No row and no event of the chat's apps has it in any column."""
    for label in ("conversations", "rules"):
        for model in apps.get_app_config(label).get_models():
            for values in model._default_manager.values():
                assert secret not in str(values), model
    for row in Escalation.objects.all():
        assert secret not in str(stored_events(row))


def set_price(read: str, written: str, *, cached: str | None = None, at: str) -> None:
    """Let the platform's model cost this, in USD per million tokens."""
    PlatformPrice.objects.update_or_create(
        host=host_of(at),
        model=settings.TEACHER_MODEL,
        defaults={
            "input_price": Decimal(read),
            "cached_input_price": cached and Decimal(cached),
            "output_price": Decimal(written),
        },
    )
