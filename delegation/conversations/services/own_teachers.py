"""A tenant's own teacher: tried with one real call before it is stored, with its key sealed."""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from delegation.conversations.models import CallKind, OwnTeacher
from delegation.conversations.services.call_ledger import Receipts
from delegation.conversations.services.exam_runs import prepare_teacher
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.teachers import (
    host_of,
    key_purpose,
    own_key,
    own_teacher_of,
    patient_teacher,
    persona_of,
    protocol_of_address,
    shared_memory,
)
from delegation.conversations.services.trial_steps import WATCHED_SECONDS, TrialWatch
from delegation.domain.teaching.ways import Way
from delegation.teacher import EndedCall, Endpoint, Hooks, TeacherReply, TeacherRequest
from delegation.teacher.protocols import PROTOCOLS
from delegation.teacher.shape import Shape, remember_shape
from tenants import audit
from tenants.models import Tenant, User
from tenants.row_security import acting_for, as_platform
from tenants.sealing import reseal, seal

TRIAL = "Hello!"  # what a first visitor writes, and what a model can teach
TRIAL_SECONDS = 20.0  # a person waits for it in front of a form, longer where models are slow
AFTER_FIRST_WORDS = 10.0  # seconds for the rest of a short answer


class KeyOfAnotherHost(Exception):
    """The stored key was given for another host, and a new host never receives it."""

    code = "key_of_another_host"


@sensitive_variables()
def try_teacher(
    tenant: Tenant,
    *,
    base_url: str,
    model: str,
    api_key: str | None,
    protocol: str | None = None,
    watch: TrialWatch | None = None,
) -> tuple[Endpoint, TeacherReply]:
    """Ask an endpoint one question, paid from the tenant's budget.

    `api_key=None` means the stored key. `watch` notes each step as it happens. Raises
    `TeacherError`, `BudgetExhausted`, `KeyOfAnotherHost`.
    """
    key = api_key if api_key is not None else _kept_key(tenant, base_url)
    spoken = PROTOCOLS[protocol] if protocol else protocol_of_address(base_url)
    endpoint = Endpoint(tenant.pk, base_url, model, key, guarded=True, protocol=spoken)
    request = TeacherRequest(persona_of(tenant), TRIAL, mark=True, way=Way.LINE)
    with patient_teacher() as teacher:
        receipts = Receipts(
            tenant, prices_of(tenant, endpoint), teacher.most_tokens(request), kind=CallKind.TRIAL
        )
        hooks = _watched(receipts, watch or TrialWatch())
        seconds = max(TRIAL_SECONDS, settings.TEACHER_PATIENCE + AFTER_FIRST_WORDS)
        reply = teacher.reply(endpoint, request, hooks, total_seconds=seconds)
    return endpoint, reply


def _watched(receipts: Receipts, watch: TrialWatch) -> Hooks:
    """Return the hooks of a trial: its receipts, and its steps for the page."""

    def before() -> None:
        watch.begin()
        receipts.open_one()

    def after(call: EndedCall) -> None:
        receipts.close_one(call)
        watch.ended(call)

    return Hooks(
        on_text=watch.wrote, before_call=before, after_call=after, on_accepted=watch.accepted
    )


def watch_trial(tenant: Tenant, name: str) -> TrialWatch:
    """Return a watch that notes the steps under a name that the page has chosen."""
    key, memory = _trial_key(tenant, name), shared_memory()
    return TrialWatch(lambda text: memory.set(key, text, seconds=WATCHED_SECONDS))


def steps_so_far(tenant: Tenant, name: str) -> list[dict[str, str]]:
    """Return the steps that a running trial has reached."""
    steps: list[dict[str, str]] = json.loads(shared_memory().get(_trial_key(tenant, name)) or "[]")
    return steps


def _trial_key(tenant: Tenant, name: str) -> str:
    return f"teacher:trial:{tenant.pk}:{name}"


@transaction.atomic
def keep_teacher(tenant: Tenant, endpoint: Endpoint, *, by: User) -> OwnTeacher:
    """Let this model answer the tenant's visitors from now on. Its key is stored sealed."""
    purpose = key_purpose(endpoint.base_url)
    values = {
        "base_url": endpoint.base_url,
        "model": endpoint.model,
        "sealed_key": seal(endpoint.api_key, tenant_id=tenant.pk, purpose=purpose),
        "tested_at": timezone.now(),
        "protocol": endpoint.protocol.name,
    }
    before = own_teacher_of(tenant)
    kept, _ = OwnTeacher.objects.update_or_create(tenant=tenant, defaults=values)
    audit.record(
        tenant, "teacher.chosen", endpoint.model, by=by, host=urlsplit(endpoint.base_url).netloc
    )
    prepare_teacher(tenant, endpoint, before=before)
    return kept


def remember_trial(endpoint: Endpoint, shape: Shape) -> None:
    """Let the workers ask this endpoint in the way that the trial found."""
    remember_shape(shared_memory(), endpoint.key, shape)


@transaction.atomic
def forget_teacher(tenant: Tenant, *, by: User) -> bool:
    """Go back to the platform's teacher and erase the key; return False if it was in use."""
    deleted, _ = OwnTeacher.objects.filter(tenant=tenant).delete()
    if deleted:
        audit.record(tenant, "teacher.platforms_chosen", tenant.name, by=by)
    return bool(deleted)


def rotate_keys() -> int:
    """Seal every tenant's key again with the first of the ring; return how many.

    Raises `SealBroken`.

    Safe to run twice, and while owners change their keys: a row is written only as it was read.
    """
    with as_platform("every tenant's keys are sealed again"):
        owners = list(OwnTeacher.objects.values_list("tenant_id", flat=True))
    return sum(_rotate_key(tenant_id) for tenant_id in owners)


def _rotate_key(tenant_id: int) -> bool:
    with acting_for(tenant_id), transaction.atomic():
        kept = OwnTeacher.objects.select_for_update().filter(tenant_id=tenant_id).first()
        if kept is None:
            return False
        purpose = key_purpose(kept.base_url)
        kept.sealed_key = reseal(kept.sealed_key, tenant_id=tenant_id, purpose=purpose)
        kept.save(update_fields=["sealed_key"])
        return True


@sensitive_variables()
def _kept_key(tenant: Tenant, base_url: str) -> str:
    own = own_teacher_of(tenant)
    if own is None or host_of(own.base_url) != host_of(base_url):
        raise KeyOfAnotherHost
    return own_key(own)
