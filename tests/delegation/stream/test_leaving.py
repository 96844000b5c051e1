"""What a client's leaving, and an error, do to the work for it."""

import asyncio

import pytest

from delegation.stream.reading import until_client_leaves


async def never() -> dict[str, object]:
    await asyncio.Event().wait()
    return {}


def test_an_error_in_the_work_is_not_swallowed() -> None:
    async def fail() -> None:
        raise LookupError("a fault of ours")

    with pytest.raises(LookupError, match="a fault of ours"):
        asyncio.run(until_client_leaves(never, fail()))


def test_the_work_is_dropped_when_its_client_is_gone() -> None:
    ended = []

    async def work() -> None:
        try:
            await never()
        finally:
            ended.append(True)

    async def leave() -> dict[str, object]:
        return {"type": "http.disconnect"}

    asyncio.run(until_client_leaves(leave, work()))
    assert ended == [True]
