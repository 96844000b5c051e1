"""An upgrade runs old processes on new tables for a while, so migrations only add.

What a release removes, the release before it has stopped using. A migration that removes says so by
`unused_since = "<release>"`, and that release must be older than the one being made.
"""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

from delegation.environment import BASE_DIR

VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
OURS = {"tenants", "rules", "conversations", "savings", "notifications"}
# The last migration of each app that nobody ran in production before this rule: nothing was ever
# installed by docker/ with them half applied.
BEFORE_THE_RULE = {
    "tenants": 8,
    "rules": 11,
    "conversations": 10,
    "savings": 7,
    "notifications": 3,
}
REMOVES = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
DESTROYING_WORDS = ("DROP TABLE", "DROP COLUMN", "RENAME ", "SET NOT NULL", "TRUNCATE")


def problems_of(migration: migrations.Migration, state: ProjectState) -> Iterator[str]:
    """Say what an old process could not live with. `state` is that before the migration."""
    made = {
        each.name.lower()
        for each in migration.operations
        if isinstance(each, migrations.CreateModel)
    }
    for operation in migration.operations:
        if str(getattr(operation, "model_name", "")).lower() not in made:
            yield from problems_of_operation(operation, state, migration.app_label)
        operation.state_forwards(migration.app_label, state)


def problems_of_operation(operation: Operation, state: ProjectState, app: str) -> Iterator[str]:
    if isinstance(operation, REMOVES):
        yield f"{operation.describe()}: old processes still use it"
    elif isinstance(operation, migrations.AddField):
        field = operation.field
        if not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED):
            yield f"{operation.describe()}: old processes insert no value: give it db_default"
    elif isinstance(operation, migrations.AlterField):
        yield from problems_of_change(operation, state, app)
    elif isinstance(operation, migrations.RunSQL):
        words = str(operation.sql).upper()
        yield from (f"SQL with {word.strip()}" for word in DESTROYING_WORDS if word in words)


def problems_of_change(
    operation: migrations.AlterField, state: ProjectState, app: str
) -> Iterator[str]:
    before = state.models[app, operation.model_name.lower()].fields[operation.name]
    after = operation.field
    if before.null and not after.null:
        yield f"{operation.describe()}: old processes write nothing into it"
    if type(before) is not type(after):
        yield f"{operation.describe()}: old processes read and write {type(before).__name__}"
    if (after.max_length or 0) < (before.max_length or 0):
        yield f"{operation.describe()}: old processes write longer values"


def is_older(release: str, than: str) -> bool:
    return [int(part) for part in release.split(".")] < [int(part) for part in than.split(".")]


def recent_migrations() -> list[tuple[str, str]]:
    loader = MigrationLoader(None)
    return sorted(
        (app, name)
        for app, name in loader.disk_migrations
        if app in OURS and int(name[:4]) > BEFORE_THE_RULE[app]
    )


def test_every_app_with_tables_is_held_to_the_rule() -> None:
    with_tables = {
        config.label
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in {"delegation", "tenants"} and list(config.get_models())
    }
    assert with_tables == OURS


def test_migrations_only_add_to_what_old_processes_use() -> None:
    loader = MigrationLoader(None)
    wrong = {}
    for key in recent_migrations():
        migration = loader.disk_migrations[key]
        unused_since = getattr(migration, "unused_since", None)
        if unused_since is not None and is_older(unused_since, VERSION):
            continue
        state = loader.project_state(key, at_end=False)
        if problems := list(problems_of(migration, state)):
            wrong[".".join(key)] = problems
    assert wrong == {}


def state_of_a_shop() -> ProjectState:
    state = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=80, null=True)),
    ]
    migrations.CreateModel("Company", fields).state_forwards("shop", state)
    return state


def migration_of(*operations: Operation) -> migrations.Migration:
    migration = migrations.Migration("0002", "shop")
    migration.operations = list(operations)  # type: ignore[misc]  # as Django's own loader does
    return migration


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("company", "name"),
        migrations.RenameField("company", "name", "title"),
        migrations.DeleteModel("Company"),
        migrations.AddField("company", "size", models.IntegerField(default=0)),
        migrations.AlterField("company", "name", models.CharField(max_length=80)),
        migrations.AlterField("company", "name", models.CharField(max_length=40, null=True)),
        migrations.AlterField("company", "name", models.IntegerField(null=True)),
        migrations.RunSQL("ALTER TABLE shop_company DROP COLUMN name"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_the_check_finds_what_old_processes_cannot_live_with(operation: Operation) -> None:
    assert list(problems_of(migration_of(operation), state_of_a_shop()))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("company", "size", models.IntegerField(null=True)),
        migrations.AddField("company", "size", models.IntegerField(db_default=0)),
        migrations.AlterField("company", "name", models.CharField(max_length=200, null=True)),
        migrations.CreateModel("Branch", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunSQL("UPDATE shop_company SET name = 'x' WHERE name IS NULL"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_the_check_lets_additions_through(operation: Operation) -> None:
    assert list(problems_of(migration_of(operation), state_of_a_shop())) == []
