"""Django loads a backend by this module's name and this class's."""

from typing import Any, NoReturn

from django.db import OperationalError
from django.db.backends.dummy import base as dummy


def complain(*_: Any, **__: Any) -> NoReturn:
    raise OperationalError(
        "There is no database: DATABASE_URL is not set and no `make demo` runs in this STATE_DIR."
    )


class DatabaseOperations(dummy.DatabaseOperations):
    quote_name = complain


class DatabaseWrapper(dummy.DatabaseWrapper):
    _cursor = complain
    ensure_connection = complain
    ops_class = DatabaseOperations
