"""The record of mutation tests names every critical module, and explains each mutant that lives."""

import re
from functools import cache

import pytest

from tests.mutation.critical import BASE, critical_modules
from tests.mutation.known import Fault, faults
from tests.mutation.results import read_results

KINDS = {
    "leases and fences",
    "state of a conversation",
    "the JavaScript twin",
    "life of the gatekeeper",
    "packs and undo",
    "one layer masks another",
    "teacher edges",
}


def test_every_critical_module_is_in_the_record_and_no_other() -> None:
    assert list(read_results()) == critical_modules()
    assert all((BASE / module).is_file() for module in critical_modules())


def test_every_mutant_is_counted_once_and_every_survivor_has_a_reason() -> None:
    measured = {name: row for name, row in read_results().items() if row is not None}
    assert measured
    for module, row in measured.items():
        assert row.killed + len(row.survivors) + row.not_tried == row.mutants, module
        unexplained = [name for name, reason in row.survivors.items() if len(reason.split()) < 3]
        assert unexplained == [], module


@cache
def text_of(path: str) -> str:
    return (BASE / path).read_text("utf-8")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_known_fault_can_be_put_back_and_its_test_exists(kind: str) -> None:
    of_kind = [fault for fault in faults() if fault.kind == kind]
    assert of_kind
    for fault in of_kind:
        assert text_of(fault.file).count(fault.old) == 1, fault.name
        assert has_test(fault), fault.test
    assert {fault.kind for fault in faults()} == KINDS


def has_test(fault: Fault) -> bool:
    """Whether the file has the named test; names of tests in JavaScript may be templates."""
    file, _, name = fault.test.partition("::")
    text = text_of(file)
    if file.endswith(".py"):
        return f"def {name}(" in text
    names = re.findall(r"\btest\(\s*([\"`])(.+?)\1", text)
    return any(
        re.fullmatch(re.sub(r"\\\$\\\{.*?\\\}", ".+", re.escape(each)), name) for _, each in names
    )
