"""Together: what several ask for at the same time is done in one go, so that many small writes cost as little as a few."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

_Asked = TypeVar("_Asked")
_Got = TypeVar("_Got")
_MOST = 100


class Together(Generic[_Asked, _Got]):
    """Collects what is asked for while the last lot is being done."""

    def __init__(self, do: Callable[[Sequence[_Asked]], Awaitable[list[_Got]]]) -> None:
        """Do lots.

        Args:
            do: does a lot, whole or not at all, and gives a result for each in the same order.

        """
        self._do = do
        self._waiting: list[tuple[_Asked, asyncio.Future[_Got]]] = []
        self._doing: asyncio.Task[None] | None = None

    async def put(self, asked: _Asked) -> _Got:
        """Ask for one, and wait for it. Whoever stops waiting does not stop it from being done.

        Raises:
            Exception: whatever doing the lot raised.

        """
        future: asyncio.Future[_Got] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if self._doing is None or self._doing.done():
            self._doing = asyncio.create_task(self._do_all())
        return await future

    async def _do_all(self) -> None:
        while self._waiting:
            lot, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            try:
                got = await self._do([asked for asked, _ in lot])
            except BaseException as error:
                for _, future in lot:
                    if not future.done():
                        future.set_exception(error) if isinstance(error, Exception) else future.cancel()
                if not isinstance(error, Exception):
                    raise
                continue
            for (_, future), its in zip(lot, got, strict=True):
                if not future.done():
                    future.set_result(its)
