"""Ending tasks of the event loop for certain."""

import asyncio
from typing import Any

CANCEL_AGAIN_SECONDS = 0.5  # a task that was cancelled needs milliseconds to end


async def end_task(task: "asyncio.Future[Any]") -> None:
    """Cancel a task until it has ended.

    Once is not always enough: a task group that is ending because of an error, such as a lost
    connection, may swallow the cancellation. The task would then go on, and its process with it.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=CANCEL_AGAIN_SECONDS)
