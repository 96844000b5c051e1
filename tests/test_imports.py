"""Imports go one way, so that every part can be read with only those below it in mind."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
PACKAGES = ("delegation", "tenants")

# From the bottom up. A module may import its own layer and those below.
LEAVES, DOMAIN, TEACHER, MODELS, SERVICES, DOORS, TOP = range(7)
LAYER_OF_NAME = {
    "environment": LEAVES,
    "mail_server": LEAVES,
    "row_security": LEAVES,
    "errors": LEAVES,
    "db_retry": LEAVES,
    "queues": LEAVES,
    "valkey": LEAVES,
    "domain": DOMAIN,
    "teacher": TEACHER,
    "models": MODELS,
    "access": MODELS,
    "audit": MODELS,
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
    "templatetags": SERVICES,  # how numbers are written: on pages, and in the e-mails of services
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
GROUND = {"words", "phrases", "codepoints"}
PURE = {"django", "rest_framework", "celery", "redis", "openai", "psycopg", "socket", "time"}


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((BASE / package).rglob("*.py")):
            parts = path.relative_to(BASE).with_suffix("").parts
            if "migrations" not in parts:
                yield ".".join(parts).removesuffix(".__init__"), path


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions, with the names it takes."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


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


@pytest.mark.parametrize("module", ALL)
def test_it_imports_only_its_own_layer_and_below(module: str) -> None:
    if module.split(".")[1:2] == ["apps"]:
        return  # where Django wires an app together
    mine = layer_of(module)
    wrong = [
        name
        for name in imports_of(ALL[module])
        if name.split(".")[0] in PACKAGES and layer_of(name) > mine
    ]
    assert wrong == []


@pytest.mark.parametrize("module", [module for module in ALL if app_of(module)])
def test_an_app_imports_no_app_above_it(module: str) -> None:
    app = app_of(module)
    assert app is not None
    above = APPS[APPS.index(app) + 1 :]
    assert [name for name in imports_of(ALL[module]) if app_of(name) in above] == []


def room_of(module: str) -> tuple[str, int] | None:
    """Return the package and the room's place in it: -1 on the ground, None elsewhere."""
    for package, rooms in ROOMS.items():
        if module.startswith(f"{package}."):
            first = module.removeprefix(f"{package}.").split(".")[0]
            return package, rooms.index(first) if first in rooms else -1
    return None


@pytest.mark.parametrize("module", [module for module in ALL if room_of(module)])
def test_a_room_imports_only_itself_and_the_rooms_below(module: str) -> None:
    mine = room_of(module)
    assert mine is not None
    package, place = mine
    above = [
        name
        for name in imports_of(ALL[module])
        if (theirs := room_of(name)) and theirs[0] == package and theirs[1] > place
    ]
    assert above == []


def test_the_domain_has_three_modules_on_the_ground() -> None:
    outside = {
        path.stem
        for path in (BASE / "delegation" / "domain").glob("*.py")
        if path.name != "__init__.py"
    }
    assert outside == GROUND


@pytest.mark.parametrize("module", ALL)
def test_no_module_takes_part_in_an_import_circle(module: str) -> None:
    def targets(name: str) -> set[str]:
        found = (target for target in imports_of(ALL[name]) if target.split(".")[0] in PACKAGES)
        return {known for each in found if (known := known_module(each))} - {name}

    seen: set[str] = set()
    waiting = targets(module)
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= targets(name) - seen
    assert module not in seen


def known_module(name: str) -> str | None:
    """The module that an imported name leads to: itself, or the one that defines it."""
    if name in ALL:
        return name
    parent = name.rpartition(".")[0]
    return parent if parent in ALL else None


@pytest.mark.parametrize("module", [name for name in ALL if name.startswith("delegation.domain")])
def test_the_domain_decides_without_clock_network_database_or_django(module: str) -> None:
    assert [name for name in imports_of(ALL[module]) if name.split(".")[0] in PURE] == []


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
        if not module.startswith("delegation.embedded.demo_teacher")
        and any("demo_teacher" in name for name in imports_of(path))
    ]
    assert users == []


@pytest.mark.parametrize("module", ALL)
def test_doors_do_not_query(module: str) -> None:
    """`.objects` is written where a tenant's rows come through: access, models and services."""
    if layer_of(module) != DOORS or ".management." in module:
        return
    assert ".objects" not in ALL[module].read_text()


# Django and its libraries find these classes by their names.
NAMED_BY_DJANGO = {"Meta", "Command", "DatabaseWrapper"}


def test_a_class_name_means_one_thing_in_the_whole_project() -> None:
    places: dict[str, list[str]] = {}
    for module, path in ALL.items():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and node.name not in NAMED_BY_DJANGO:
                places.setdefault(node.name, []).append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_class_is_imported_under_another_name() -> None:
    """A second name hides that two classes share the first: rename one of them instead."""
    renamed = [
        f"{module}: {alias.name} as {alias.asname}"
        for module, path in ALL.items()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
        for alias in node.names
        if alias.asname and alias.name[:1].isupper()
    ]
    assert renamed == []
