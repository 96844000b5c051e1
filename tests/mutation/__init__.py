"""Mutation tests: small faults, put into the critical modules one at a time.

Run by `make mutate`, outside CI. `results.json` says what was found, and `tests/test_mutation.py`
compares it with the list of critical modules.
"""
