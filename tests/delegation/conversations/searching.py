"""Find a text in every row of the database and every value of Valkey."""

from typing import Any, cast

from django.db import connection

from delegation.valkey import valkey


def rows_with(text: str) -> list[str]:
    """The tables that hold it in any column."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return [
            table
            for table in tables
            if _count(cursor, f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', text)  # noqa: S608
        ]


def _count(cursor: Any, query: str, text: str) -> int:
    cursor.execute(query, [f"%{text}%"])
    return cast("int", cursor.fetchone()[0])


def keys_with(text: str) -> list[bytes]:
    """The keys of Valkey that hold it, whatever their type."""
    found, store = [], cast("Any", valkey())
    for key in store.scan_iter("*"):
        read = {
            b"string": store.get,
            b"list": lambda key: store.lrange(key, 0, -1),
            b"hash": store.hgetall,
            b"set": store.smembers,
            b"zset": lambda key: store.zrange(key, 0, -1),
            b"stream": store.xrange,
        }
        kind = store.type(key)
        kind = kind if isinstance(kind, bytes) else kind.encode()
        if text in repr(read[kind](key)) or text in repr(key):
            found.append(key)
    return found
