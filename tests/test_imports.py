"""Imports go one way, so that every part can be read with only those below it in mind."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
PACKAGES = ("delegation", "tenants")

# From the bottom up. A module may import its own layer and those below.
LEAVES, DOMAIN, TEACHER, MODELS, SERVICES, DOORS, TOP = range(7)
LAYER_OF_NAME = {
    "environment": LEAVES,
    "terms": LEAVES,
    "mail_server": LEAVES,
    "row_security": LEAVES,
    "errors": LEAVES,
    "db_retry": LEAVES,
    "queues": LEAVES,
    "catalogues": LEAVES,
    "valkey": LEAVES,
    "counters": LEAVES,
    "logs": LEAVES,
    "refusals": LEAVES,
    "telemetry": LEAVES,
    "domain": DOMAIN,
    "teacher": TEACHER,
    "models": MODELS,
    "access": MODELS,
    "audit": MODELS,
    "languages": MODELS,  # forms, services and pages translate with it
    "exchange": MODELS,
    "sealing": MODELS,
    "second_factor": MODELS,
    "networks": MODELS,
    "sign_in": SERVICES,
    "sightings": MODELS,
    "services": SERVICES,
    "events": SERVICES,
    "pacing": SERVICES,
    "limits": SERVICES,
    "mail": SERVICES,
    "play": SERVICES,
    "templatetags": SERVICES,  # how numbers are written: on pages, and in the emails of services
    "settings": TOP,
    "urls": TOP,
    "wsgi": TOP,
    "celery": TOP,
}
# Across apps, also from the bottom up.
APPS = ("tenants", "notifications", "rules", "conversations", "savings")
# Rooms of a package, from the bottom up: a room imports itself and those before it. What lies on
# the ground of the package, outside its rooms, may be used by every room and uses none.
ROOMS = {
    "delegation.domain": (
        "language",
        "packs",
        "lint",
        "approval",
        "teaching",
        "ledger",
        "exports",
        "replay",
        "wire",
    ),
    "delegation.rules.services": ("publishing", "desk", "deciding", "lessons", "watching"),
}
# `wording`: every room says something that pages translate, and none may know a language.
GROUND = {"words", "phrases", "codepoints", "wording"}
PURE = {"django", "rest_framework", "celery", "redis", "openai", "psycopg", "socket", "time"}


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((BASE / package).rglob("*.py")):
            parts = path.relative_to(BASE).with_suffix("").parts
            if "migrations" not in parts:
                yield ".".join(parts).removesuffix(".__init__"), path


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


@cache
def imports_of(path: Path) -> list[str]:
    """Every module that a file imports, also inside functions, with the names it takes."""
    found: list[str] = []
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return found


def app_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] == "tenants":
        return "tenants"
    return parts[1] if parts[0] == "delegation" and len(parts) > 1 and parts[1] in APPS else None


def layer_of(module: str) -> int:
    parts = module.split(".")[1:]
    if parts[:1] == ["embedded"] or parts[:1] == ["management"] or not parts:
        return TOP
    named = [LAYER_OF_NAME[part] for part in parts[:2] if part in LAYER_OF_NAME]
    return named[0] if named else DOORS


ALL = dict(modules())


def test_modules_import_only_their_own_layer_and_those_below() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in ALL.items()
        if module.split(".")[1:2] != ["apps"]  # where Django wires an app together
        for name in imports_of(path)
        if name.split(".")[0] in PACKAGES and layer_of(name) > layer_of(module)
    ]
    assert wrong == []


def test_an_app_imports_no_app_above_it() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in ALL.items()
        if (app := app_of(module))
        for name in imports_of(path)
        if app_of(name) in APPS[APPS.index(app) + 1 :]
    ]
    assert wrong == []


def room_of(module: str) -> tuple[str, int] | None:
    """Return the package and the room's place in it: -1 on the ground, None elsewhere."""
    for package, rooms in ROOMS.items():
        if module.startswith(f"{package}."):
            first = module.removeprefix(f"{package}.").split(".")[0]
            return package, rooms.index(first) if first in rooms else -1
    return None


def test_a_room_imports_only_itself_and_the_rooms_below() -> None:
    above = [
        f"{module} imports {name}"
        for module, path in ALL.items()
        if (mine := room_of(module))
        for name in imports_of(path)
        if (theirs := room_of(name)) and theirs[0] == mine[0] and theirs[1] > mine[1]
    ]
    assert above == []


def test_the_domain_has_four_modules_on_the_ground() -> None:
    outside = {
        path.stem
        for path in (BASE / "delegation" / "domain").glob("*.py")
        if path.name != "__init__.py"
    }
    assert outside == GROUND


def test_no_module_takes_part_in_an_import_circle() -> None:
    assert [module for module in ALL if module in reached_from(module)] == []


def reached_from(module: str) -> set[str]:
    """Every module of ours that an import of this one leads to."""
    seen: set[str] = set()
    waiting = set(imported_modules(module))
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= imported_modules(name) - seen
    return seen


@cache
def imported_modules(module: str) -> set[str]:
    found = (name for name in imports_of(ALL[module]) if name.split(".")[0] in PACKAGES)
    return {known for each in found if (known := known_module(each))} - {module}


def known_module(name: str) -> str | None:
    """The module that an imported name leads to: itself, or the one that defines it."""
    if name in ALL:
        return name
    parent = name.rpartition(".")[0]
    return parent if parent in ALL else None


def test_the_domain_decides_without_clock_network_database_or_django() -> None:
    impure = [
        f"{module} imports {name}"
        for module, path in ALL.items()
        if module.startswith("delegation.domain")
        for name in imports_of(path)
        if name.split(".")[0] in PURE
    ]
    assert impure == []


def test_only_the_teacher_opens_a_connection_to_a_model() -> None:
    elsewhere = [
        module
        for module, path in ALL.items()
        if not module.startswith("delegation.teacher")
        and any(name.split(".")[0] == "openai" for name in imports_of(path))
    ]
    assert elsewhere == []


def test_the_product_never_imports_the_demo_teacher() -> None:
    users = [
        module
        for module, path in ALL.items()
        if not module.startswith("delegation.embedded.")
        and any("demo_teacher" in name for name in imports_of(path))
    ]
    assert users == []


def test_doors_do_not_query() -> None:
    """`.objects` is written where a tenant's rows come through: access, models and services."""
    querying = [
        module
        for module, path in ALL.items()
        if layer_of(module) == DOORS
        and ".management." not in module
        and ".objects" in path.read_text()
    ]
    assert querying == []


# Django and its libraries find these classes by their names.
NAMED_BY_DJANGO = {"Meta", "Command", "DatabaseWrapper"}


def test_a_class_name_means_one_thing_in_the_whole_project() -> None:
    places: dict[str, list[str]] = {}
    for module, path in ALL.items():
        for node in nodes_of(path):
            if isinstance(node, ast.ClassDef) and node.name not in NAMED_BY_DJANGO:
                places.setdefault(node.name, []).append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_class_is_imported_under_another_name() -> None:
    """A second name hides that two classes share the first: rename one of them instead."""
    renamed = [
        f"{module}: {alias.name} as {alias.asname}"
        for module, path in ALL.items()
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
        for alias in node.names
        if alias.asname and alias.name[:1].isupper()
    ]
    assert renamed == []


def test_no_test_module_imports_another() -> None:
    """What several of them share lies in a `making` module, or in a helper named for what it is."""
    importing = [
        f"{path.relative_to(BASE)} imports {name}"
        for path in (BASE / "tests").rglob("*.py")
        for name in imports_of(path)
        if name.startswith("tests.") and any(part.startswith("test_") for part in name.split("."))
    ]
    assert importing == []
