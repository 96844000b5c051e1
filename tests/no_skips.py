"""A pytest plugin: with CI=true a skipped test is a failed one, whatever its reason.

A run that skips what it cannot do here would land as if it had been done.
"""

import os
from collections.abc import Generator
from typing import Any

import pytest

SKIPS_FAIL = os.environ.get("CI") == "true"


def fail_when_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """An expected failure is reported as skipped too; that one was run and is strict."""
    if SKIPS_FAIL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason}\nNothing may be skipped with CI=true."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    report = yield
    fail_when_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    report = yield
    fail_when_skipped(report)
    return report
