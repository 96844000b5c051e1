"""Python and JavaScript decide alike; the command of matching_fuzz.py tries a million of each."""

from tests.benchmarks.matching_fuzz import differences


def test_python_and_javascript_agree_on_random_mutated_and_composed_strings() -> None:
    assert list(differences(2_000)) == []
