"""Sizes of tables and indexes, dead rows, and how much of the indexes is room that nothing uses."""

import psycopg

SHOWN = 9
SIZES = """
    SELECT relname, n_live_tup, n_dead_tup, pg_table_size(relid), pg_indexes_size(relid)
    FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC LIMIT %s
"""
INDEXES = """
    SELECT indexrelname, relname, pg_relation_size(indexrelid) FROM pg_stat_user_indexes
    WHERE relname = ANY(%s) ORDER BY pg_relation_size(indexrelid) DESC
"""


def show_sizes(keeper: psycopg.Connection, when: str) -> None:
    """Print the largest tables, and the whole database."""
    print(f"\n{when:36}{'rows':>12}{'dead':>12}{'table MB':>10}{'indexes MB':>12}")
    for name, live, dead, table, indexes in keeper.execute(SIZES, [SHOWN]).fetchall():
        print(f"{name:36}{live:>12,}{dead:>12,}{table / 1e6:>10,.0f}{indexes / 1e6:>12,.0f}")
    total = keeper.execute("SELECT pg_database_size(current_database())").fetchone()
    print(f"{'database':36}{total[0] / 1e6 if total else 0:>34,.0f} MB", flush=True)


def show_bloat(keeper: psycopg.Connection, tables: tuple[str, ...]) -> None:
    """Print how large each index is, and how large it is once it is made again."""
    print(f"\n{'indexes':54}{'MB':>8}{'made again':>12}{'times':>8}")
    before = keeper.execute(INDEXES, [list(tables)]).fetchall()
    for table in tables:
        keeper.execute(f"REINDEX TABLE {table}".encode())
    after = {name: size for name, _, size in keeper.execute(INDEXES, [list(tables)]).fetchall()}
    for name, _, size in before:
        if size > 1e6:
            _show_index(name, size, after[name])
    _show_index("all", sum(size for _, _, size in before), sum(after.values()))


def _show_index(name: str, size: float, made_again: float) -> None:
    times = size / made_again if made_again else 1.0
    print(f"{name:54}{size / 1e6:>8,.0f}{made_again / 1e6:>12,.0f}{times:>8.2f}", flush=True)
