"""Which teacher a tenant has, and this process's connections to teachers."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from delegation.conversations.models import OwnTeacher
from delegation.teacher import (
    Endpoint,
    Guard,
    Limits,
    NoBreaker,
    OwnMemory,
    Persona,
    SharedBreaker,
    SharedMemory,
    Teacher,
    TeacherMisconfigured,
)
from delegation.teacher.endpoint import NO_KEY
from delegation.teacher.exam import EXAM_LIMITS
from delegation.teacher.protocols import PROTOCOLS, ChatProtocol
from delegation.valkey import cache_store
from tenants.models import Tenant
from tenants.sealing import SealBroken, unseal

OPENAI = "https://api.openai.com/v1"


@cache
def teacher() -> Teacher:
    """Return this process's teacher client. It keeps connections; its threads share it."""
    return Teacher(
        memory=SharedMemory(cache_store()),
        breaker=SharedBreaker(cache_store()),
        guard=_guard(),
        limits=_limits(),
    )


def shared_memory() -> SharedMemory:
    """Return what the workers know of endpoints."""
    return SharedMemory(cache_store())


@contextmanager
def patient_teacher() -> Iterator[Teacher]:
    """Return a client that remembers nothing and tries every call, so people see the errors."""
    trying = Teacher(memory=OwnMemory(), breaker=NoBreaker(), guard=_guard(), limits=_limits())
    try:
        yield trying
    finally:
        trying.close()


@contextmanager
def examined_teacher() -> Iterator[Teacher]:
    """Return a client that waits long and tries every call: an exam does not judge speed."""
    examined = Teacher(
        memory=shared_memory(), breaker=NoBreaker(), guard=_guard(), limits=EXAM_LIMITS
    )
    try:
        yield examined
    finally:
        examined.close()


def persona_of(tenant: Tenant) -> Persona:
    """Return the persona of the tenant's assistant."""
    return Persona(tenant.assistant_name, tenant.instructions, tenant.language)


def endpoint_of(tenant: Tenant) -> Endpoint:
    """Return the tenant's own teacher, else the platform's.

    Raises `TeacherMisconfigured` without one.

    Without OPENAI_* the platform has no teacher: no default address gets anyone's
    messages.
    """
    own = own_teacher_of(tenant)
    if own is not None:
        return Endpoint(
            tenant.pk,
            own.base_url,
            own.model,
            own_key(own),
            guarded=True,
            protocol=PROTOCOLS[own.protocol],
        )
    return platform_endpoint(tenant)


def platform_endpoint(tenant: Tenant) -> Endpoint:
    """Return the teacher that the operators connected. Raises `TeacherMisconfigured`."""
    if settings.TEACHER_BASE_URL is None and settings.TEACHER_API_KEY is None:
        raise TeacherMisconfigured("teacher_not_configured")
    return Endpoint(
        tenant.pk,
        settings.TEACHER_BASE_URL or OPENAI,
        settings.TEACHER_MODEL,
        settings.TEACHER_API_KEY or NO_KEY,
        guarded=False,
        protocol=protocol_of_address(settings.TEACHER_BASE_URL or OPENAI),
    )


def protocol_of_address(base_url: str) -> ChatProtocol:
    """Return the protocol of the server at an address, guessed from the address."""
    is_anthropic = urlsplit(base_url).hostname == "api.anthropic.com"
    return PROTOCOLS["anthropic" if is_anthropic else "openai"]


def own_teacher_of(tenant: Tenant) -> OwnTeacher | None:
    if "own_teacher" in tenant._state.fields_cache:  # read with the tenant, for one answer
        return getattr(tenant, "own_teacher", None)
    return OwnTeacher.objects.filter(tenant=tenant).first()


def own_key(own: OwnTeacher) -> str:
    """Return the key to a tenant's own teacher.

    Raises `TeacherMisconfigured` if it cannot be unsealed.
    """
    try:
        return unseal(own.sealed_key, tenant_id=own.tenant_id, purpose=key_purpose(own.base_url))
    except SealBroken:
        raise TeacherMisconfigured("teacher_key_unreadable") from None


def key_purpose(base_url: str) -> str:
    """Return the sealing purpose of a key: it opens only for the host that it was given for."""
    return f"teacher:{host_of(base_url)}"


def host_of(base_url: str) -> str:
    """Return scheme, host and port as they are written."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _guard() -> Guard:
    return Guard(exceptions=settings.TEACHER_EXCEPTIONS)


def _limits() -> Limits:
    """Return how long a call may take, in the proportions of the defaults of `Limits`."""
    patience = settings.TEACHER_PATIENCE
    return Limits(
        first_byte_seconds=patience,
        silence_seconds=patience * 2 / 3,
        total_seconds=patience * 4,
    )
