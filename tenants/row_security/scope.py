"""Which tenant's rows the running code may see. A new thread sees none."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field

from tenants.row_security.logins import change_login, login_for

PLATFORM = "delegation_platform"
"""The role that sees every tenant's rows. The login of the same work and migrations' inherit it;
the application's cannot become it."""

SERVING = "delegation_app"
"""The application's login, which sees the rows of one tenant or none."""


@dataclass(frozen=True)
class Scope:
    """One tenant's rows, or every tenant's, or none."""

    tenant_id: int | None = None
    platform: bool = False
    why: str = field(default="", compare=False)  # every tenant's rows may be seen

    def settings(self, told: "Scope | None", *, sees_all: bool) -> list[str]:
        """The SQL that tells the policies, until the transaction ends, what they do not hold yet.

        `told` is what they hold, `None` where that is not known. `sees_all` says whether the
        connection's login sees every tenant's rows.
        """
        held = told.values(sees_all=sees_all) if told else {}
        return [
            f"SET LOCAL {name} = '{value}'"
            for name, value in self.values(sees_all=sees_all).items()
            if held.get(name) != value
        ]

    def values(self, *, sees_all: bool) -> dict[str, str]:
        """What the policies read; an empty text shows nothing.

        A login that sees all rows serves one tenant as the application's role.
        """
        tenant = {"app.tenant": "" if self.tenant_id is None else str(self.tenant_id)}
        if not sees_all:
            return tenant
        return tenant | {"role": "none" if self.platform else SERVING}


NOBODY = Scope()
EVERYBODY = Scope(platform=True)
_scope: ContextVar[Scope] = ContextVar("row_security_scope", default=NOBODY)
_request: ContextVar[bool] = ContextVar("row_security_request", default=False)


def current_scope() -> Scope:
    return _scope.get()


@contextmanager
def acting_for(tenant_id: int) -> Iterator[None]:
    """Every statement inside sees and writes this tenant's rows only, in transactions or not."""
    with _within(_of(tenant_id)):
        yield


@contextmanager
def as_platform(why: str) -> Iterator[None]:
    """Every statement inside sees all tenants' rows. `why` is for the reader; keep it narrow.

    It runs on the connection of another login: a transaction that began outside does not cover it.
    """
    with _within(Scope(platform=True, why=why)):
        yield


@contextmanager
def request_begins() -> Iterator[None]:
    """A request sees no tenant's rows until a view sets the tenant."""
    inside = _request.set(True)
    try:
        with _within(NOBODY):
            yield
    finally:
        _request.reset(inside)


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
    change_login(sees_all=scope.platform)


@contextmanager
def _within(scope: Scope) -> Iterator[None]:
    token: Token[Scope] = _scope.set(scope)
    try:
        with login_for(sees_all=scope.platform):
            yield
    finally:
        _scope.reset(token)


def _of(tenant_id: int) -> Scope:
    if not isinstance(tenant_id, int) or tenant_id < 1:
        raise ValueError(f"{tenant_id!r} is not the id of a tenant")
    return Scope(tenant_id)
