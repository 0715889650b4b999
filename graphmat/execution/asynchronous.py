"""Ops that are awaited: run to their end on a loop of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def run_async(
    function: Callable[..., Any], arguments: dict[str, Any], is_generator: bool, loop: Any = None
) -> Any:
    """Run an async function to its end.

    Args:
        function: The user's function.
        arguments: Its arguments.
        is_generator: Whether it yields: then everything it yields is returned as a list.
        loop: A loop that runs in another thread and that ops share; None: one of its own.
    """
    import asyncio

    async def gather() -> Any:
        if is_generator:
            return [item async for item in function(**arguments)]
        return await function(**arguments)

    if loop is not None:
        return asyncio.run_coroutine_threadsafe(gather(), loop).result()
    return asyncio.run(gather())
