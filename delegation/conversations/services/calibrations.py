"""What the parts of a request cost with a model, measured in the provider's own tokens."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from delegation.conversations.models import Calibration, CallKind
from delegation.conversations.services.call_ledger import Receipts
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.conversations.services.pricing import prices_of
from delegation.domain.teaching.overhead import OverheadPart
from delegation.domain.teaching.ways import Way
from delegation.teacher import Endpoint, Hooks, Persona, Teacher, TeacherError, TeacherRequest
from tenants.models import Tenant

logger = logging.getLogger(__name__)

# Any message will do: what it says is in all of the requests, and the differences leave it out.
PLAIN = TeacherRequest(Persona(instructions="Answer with one word."), "Hello")
TOTAL_SECONDS = 20.0  # a person may wait for it in front of a form


def calibrate(tenant: Tenant | None, endpoint: Endpoint, teacher: Teacher, *, way: Way) -> None:
    """Measure the mark and one way of teaching, paid from the tenant's budget.

    Without a tenant an operator measures the platform's model, and no budget pays. Keeps nothing
    if the provider counts no tokens or cannot be reached; estimates then use characters.
    """
    marked = replace(PLAIN, mark=True)
    taught = replace(marked, way=way)
    try:
        plain, mark, teaching = (
            _input_tokens(tenant, endpoint, teacher, request) for request in (PLAIN, marked, taught)
        )
    except (TeacherError, BudgetExhausted) as error:
        logger.warning("The overhead of %s was not measured: %s", endpoint.model, error)
        return
    if plain is None or mark is None or teaching is None:
        return
    base = plain if way is Way.JSON else mark  # a JSON reply is asked for without a mark
    measured = {OverheadPart.MARK.value: mark - plain, way.value: teaching - base}
    if min(measured.values()) < 0:
        return  # such figures are not of these requests
    Calibration.objects.create(
        base_url=endpoint.base_url, model=endpoint.model, input_tokens=measured
    )


def measured_parts(endpoint: Endpoint, way: Way) -> Mapping[OverheadPart, int]:
    """Return the measured tokens of each part with this model, as it is asked now."""
    measured = Calibration.objects.filter(base_url=endpoint.base_url, model=endpoint.model)
    newest = measured.order_by("-created_at").first()
    tokens = newest.input_tokens if newest else {}
    parts = {OverheadPart.MARK: tokens.get(OverheadPart.MARK.value)}
    parts[OverheadPart.ENVELOPE if way is Way.JSON else OverheadPart.TEACHING] = tokens.get(
        way.value
    )
    return {part: count for part, count in parts.items() if count is not None}


def _input_tokens(
    tenant: Tenant | None, endpoint: Endpoint, teacher: Teacher, request: TeacherRequest
) -> int | None:
    hooks = _paid_hooks(tenant, endpoint, teacher.most_tokens(request)) if tenant else Hooks()
    reply = teacher.reply(endpoint, request, hooks, total_seconds=TOTAL_SECONDS)
    return reply.calls[-1].input_tokens


def _paid_hooks(tenant: Tenant, endpoint: Endpoint, most_tokens: tuple[int, int]) -> Hooks:
    prices = prices_of(tenant, endpoint)
    return Receipts(tenant, prices, most_tokens, kind=CallKind.CALIBRATION).hooks()
