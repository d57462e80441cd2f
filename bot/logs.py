"""What reaches the log: what the program does, in numbers and kinds. Never what people write, nor who they are.

Our own lines are written so. What an error says is not ours: a database names the values that it refused, a platform quotes what it was sent; so of an error only its
kind is logged and where it happened. Of other libraries' lines only the fixed words are, for at lower levels they log all that passes through them.
"""

from __future__ import annotations

import copy
import logging
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_OURS = ("bot", "intents", "protocol_data")
_NOT_OURS = ("bot.slack.library",)
"""Loggers that we hand to other libraries."""
_FRAMES = 8
"""So many calls are named, from the innermost."""


def set_up(level: str) -> None:
    """Log to the error stream; what other libraries log from warnings on. Where logging has been set up already, only our own level is set.

    Args:
        level: from which level on our own lines are logged.

    """
    logging.raiseExceptions = False  # else a line that can't be formatted is printed with all that was to be in it
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelNamesMapping()[level]), handlers=[handler(sys.stderr)])
    for name in _OURS:
        logging.getLogger(name).setLevel(level)


def handler(stream: TextIO) -> logging.Handler:
    """Make a handler that writes lines without what must not be in them."""
    made = logging.StreamHandler(stream)
    made.setFormatter(_Formatter("%(levelname)s %(name)s: %(message)s"))
    return made


def where(error: BaseException) -> str:
    """Tell the kind of an error and where it was raised, and the same of what caused it: never its message, which may hold what somebody wrote."""
    return ", from ".join(_place(one) for one in _chain(error))


class _Formatter(logging.Formatter):
    """Leaves out what errors say, and what other libraries put into their lines."""

    def format(self, record: logging.LogRecord) -> str:
        shown = copy.copy(record)
        shown.exc_text = shown.stack_info = None  # another handler may have kept the whole trace there
        if record.name.startswith(_NOT_OURS) or record.name.split(".")[0] not in _OURS:
            fixed = str(record.msg).split("\n", 1)[0] if record.args else "its words are left out"
            shown.msg, shown.args = f"{fixed} ({record.filename}:{record.lineno})", None
        return super().format(shown)

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802 - logging's own signature
        return where(ei[1]) if ei[1] is not None else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    calls = [f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno}" for frame in reversed(frames)]
    return " < ".join([type(error).__name__, *calls])
