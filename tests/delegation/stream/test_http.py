"""Requests as the stream process reads them."""

from delegation.stream.http import Request


def test_of_repeated_parameters_the_last_counts_and_a_blank_one_is_there() -> None:
    scope = {"method": "GET", "path": "/", "query_string": b"wait=3&wait=4&after=", "headers": []}
    assert Request.of(scope).query == {"wait": "4", "after": ""}
