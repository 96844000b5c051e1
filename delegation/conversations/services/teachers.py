"""Which teacher a tenant has, and this process's connections to teachers."""

from functools import cache

from django.conf import settings

from delegation.conversations.services.writing import connection
from delegation.teacher import Endpoint, SharedBreaker, SharedMemory, Teacher, TeacherMisconfigured
from delegation.teacher.endpoint import NO_KEY
from tenants.models import Tenant

OPENAI = "https://api.openai.com/v1"


@cache
def teacher() -> Teacher:
    """Keeps connections; shared among the threads of a process."""
    return Teacher(memory=SharedMemory(connection()), breaker=SharedBreaker(connection()))


def endpoint_of(tenant: Tenant) -> Endpoint:
    """The platform's teacher. Raises `TeacherMisconfigured` where none was named.

    Without OPENAI_* nothing is called: no default address gets anybody's messages.
    """
    if settings.TEACHER_BASE_URL is None and settings.TEACHER_API_KEY is None:
        raise TeacherMisconfigured("teacher_not_configured")
    return Endpoint(
        tenant.pk,
        settings.TEACHER_BASE_URL or OPENAI,
        settings.TEACHER_MODEL,
        settings.TEACHER_API_KEY or NO_KEY,
        guarded=False,
    )
