"""Django loads a backend by this module's name and this class's.

The setting travels in front of the statement that needs it, so it costs no round trip: of several
statements sent at once PostgreSQL makes one transaction. It ends with its transaction, whatever
happens, so a pooled connection carries nothing to its next user.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base as postgresql
from psycopg.pq import TransactionStatus

from tenants.row_security.scope import EVERYBODY, NOBODY, Scope, current_scope

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class Telling:
    """What goes in front of a statement of `scope` where the transaction last got `told`."""

    def __init__(self, scope: Scope, told: Scope | None, *, sees_all: bool) -> None:
        self.scope = scope
        self.told = told
        self.settings = scope.settings(told, sees_all=sees_all)
        self.sql = "".join(f"{setting}; " for setting in self.settings)


class DatabaseWrapper(postgresql.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sees_all = bool(self.settings_dict.get("SEES_EVERY_TENANT"))
        self.instead_of: Any = None  # the thread's serving connection, while this one is used
        self._untold = EVERYBODY if self.sees_all else NOBODY
        self._told: Scope | None = self._untold  # the transaction's scope; None: not known
        self._telling = Telling(NOBODY, NOBODY, sees_all=self.sees_all)
        self.execute_wrappers.append(self._in_scope)

    def _in_scope(
        self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        status = self.connection.pgconn.transaction_status
        if status == TransactionStatus.IDLE:
            self._told = self._untold
        scope = current_scope()
        if scope.platform and not self.sees_all:
            raise RuntimeError("this connection serves one tenant: ask for it inside `as_platform`")
        if scope == self._told or status == TransactionStatus.INERROR:
            result = execute(sql, params, many, context)
        else:
            result = self._tell_and_execute(scope, execute, sql, params, many, context)
        if sql.startswith("ROLLBACK TO"):  # it takes settings back too
            self._told = None
        return result

    def _tell_and_execute(
        self,
        scope: Scope,
        execute: Execute,
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        # A request tells the same thing many times, and making its text is most of the work.
        if self._telling.scope is not scope or self._telling.told is not self._told:
            self._telling = Telling(scope, self._told, sees_all=self.sees_all)
        telling, cursor = self._telling, context["cursor"].cursor
        if many:  # cannot carry it; outside a transaction it then sees no rows
            cursor.execute(telling.sql)
            result = execute(sql, params, many, context)
        else:
            result = execute(telling.sql + sql, params, many, context)
            for _ in telling.settings:
                cursor.nextset()
        self._told = scope
        return result

    def chunked_cursor(self) -> Any:
        """A cursor on the server, in a transaction: its declaration can carry no setting."""
        if not self.in_atomic_block:
            return self.cursor()
        with self.cursor() as cursor:
            cursor.execute("SELECT 1")
        return super().chunked_cursor()
