"""Which tenant's rows the running code may see. A new thread sees none."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field

PLATFORM = "delegation_platform"
"""The role that sees every tenant's rows. The application's may turn into it, and does not inherit
what it sees; migrations' does."""


@dataclass(frozen=True)
class Scope:
    """One tenant's rows, or every tenant's, or none."""

    tenant_id: int | None = None
    platform: bool = False
    why: str = field(default="", compare=False)  # every tenant's rows may be seen

    def settings(self, told: "Scope | None") -> list[str]:
        """The SQL that tells the policies, until the transaction ends, what they do not hold yet.

        `told` is what they hold, `None` where that is not known.
        """
        held = told.values() if told else {}
        return [
            f"SET LOCAL {name} = '{value}'"
            for name, value in self.values().items()
            if held.get(name) != value
        ]

    def values(self) -> dict[str, str]:
        """What the policies read and whom they know; an empty text shows nothing."""
        return {
            "app.tenant": "" if self.tenant_id is None else str(self.tenant_id),
            "role": PLATFORM if self.platform else "none",
        }


NOBODY = Scope()
_scope: ContextVar[Scope] = ContextVar("row_security_scope", default=NOBODY)
_request: ContextVar[bool] = ContextVar("row_security_request", default=False)


def current_scope() -> Scope:
    return _scope.get()


@contextmanager
def acting_for(tenant_id: int) -> Iterator[None]:
    """Every statement inside sees and writes this tenant's rows only, in transactions or not."""
    token = _scope.set(_of(tenant_id))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def as_platform(why: str) -> Iterator[None]:
    """Every statement inside sees all tenants' rows. `why` is for the reader; keep it narrow."""
    token = _scope.set(Scope(platform=True, why=why))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def request_begins() -> Iterator[None]:
    """A request sees no tenant's rows until a view sets the tenant."""
    token: Token[Scope] = _scope.set(NOBODY)
    inside = _request.set(True)
    try:
        yield
    finally:
        _request.reset(inside)
        _scope.reset(token)


def request_is_for(tenant_id: int) -> None:
    """From here to its end the request sees this tenant's rows. RuntimeError outside a request."""
    _for_the_rest(_of(tenant_id))


def request_is_for_operators() -> None:
    """From here to its end the request sees every tenant's rows. RuntimeError outside a request."""
    _for_the_rest(Scope(platform=True, why="the platform's operators look at everything"))


def _for_the_rest(scope: Scope) -> None:
    if not _request.get():
        raise RuntimeError("no request has begun: use `acting_for`, which ends by itself")
    _scope.set(scope)


def _of(tenant_id: int) -> Scope:
    if not isinstance(tenant_id, int) or tenant_id < 1:
        raise ValueError(f"{tenant_id!r} is not the id of a tenant")
    return Scope(tenant_id)
