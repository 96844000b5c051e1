"""Tests that are attacks: the marker `attack`, the fixture `figure`, and the table of all of them.

A test says what the attacker does and what stops it:

    @pytest.mark.attack("made-up visitors add savings", "calls to the model that vouch for answers")
    def test_...(figure):
        ...
        figure("28,800 claimed, 0 counted")

`make attack` runs every such test and prints the table.
"""

import sys
import textwrap
from collections import Counter
from collections.abc import Callable

import pytest

MARKER = "attack(what, stopped_by): an attack on the product; see tests/attacks.py"
WIDTHS = {"attack": 46, "stopped by": 46, "figure": 40}
Figure = Callable[[str], None]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Note what was measured, in a few words, for the table."""

    def note(text: str) -> None:
        request.node.user_properties.append(("figure", text))

    return note


class Table:
    """Collects the attacks of a run and what became of them."""

    def __init__(self) -> None:
        self._attacks: dict[str, tuple[str, str]] = {}
        self._figures: dict[tuple[str, str], list[str]] = {}  # by attack and what stops it
        self._cases: Counter[tuple[str, str]] = Counter()
        self._not_stopped: set[tuple[str, str]] = set()

    @property
    def failed(self) -> int:
        """How many attacks were not stopped, in one of their cases at least."""
        return len(self._not_stopped)

    @property
    def ran(self) -> bool:
        return bool(self._figures)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            marker = item.get_closest_marker("attack")
            if marker is not None:
                what, stopped_by = marker.args
                self._attacks[item.nodeid] = what, stopped_by

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid not in self._attacks or (report.when != "call" and report.passed):
            return
        attack = self._attacks[report.nodeid]
        said = [str(text) for name, text in report.user_properties if name == "figure"]
        figures = self._figures.setdefault(attack, [])
        figures += [each for each in said if each not in figures]
        self._cases[attack] += 1
        if not report.passed:
            self._not_stopped.add(attack)

    def text(self) -> str:
        """The table, with the attacks in the order of their words."""
        lines = [_line(tuple(WIDTHS)), _line(tuple("-" * width for width in WIDTHS.values()))]
        lines += [_line(self._row(attack)) for attack in sorted(self._figures)]
        count = len(self._figures)
        return "\n".join([*lines, "", f"{count - self.failed} of {count} attacks were stopped."])

    def _row(self, attack: tuple[str, str]) -> tuple[str, str, str]:
        what, stopped_by = attack
        cases = self._cases[attack]
        figures = [f"{cases} ways"] if cases > 1 else []
        figures += self._figures[attack] or ["0 got through"]
        stopped_by = "NOT STOPPED" if attack in self._not_stopped else stopped_by
        return what, stopped_by, "; ".join(figures)


def _line(cells: tuple[str, ...]) -> str:
    """One row of the table, as many lines high as its longest cell needs."""
    columns = [
        textwrap.wrap(cell, width) or [""]
        for cell, width in zip(cells, WIDTHS.values(), strict=True)
    ]
    height = max(map(len, columns))
    filled = [column + [""] * (height - len(column)) for column in columns]
    rows = zip(*filled, strict=True)
    return "\n".join(
        "  ".join(
            text.ljust(width) for text, width in zip(row, WIDTHS.values(), strict=True)
        ).rstrip()
        for row in rows
    )


def main() -> int:
    """Run the attacks; 0 if every one was stopped."""
    table = Table()
    pytest.main(["-m", "attack", "-q", "--no-header", *sys.argv[1:]], plugins=[table])
    print(f"\n{table.text()}")  # noqa: T201 - what it was started for
    return 1 if table.failed or not table.ran else 0


if __name__ == "__main__":
    sys.exit(main())
