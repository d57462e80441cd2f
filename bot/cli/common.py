"""What every command shares: opening the packs and models, and turning expected errors into a clear line and exit status 2."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from pydantic import ValidationError

from bot.casework.errors import CaseError
from bot.config import Settings
from bot.logs import set_up
from bot.message import system_clock
from bot.store.errors import StoreError
from protocol_data.library import Library, UnknownCouncilError
from protocol_data.yaml_source import PackError

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.dialog.conversations import Conversations
    from bot.message import Clock
    from intents.interpreter import Interpreter

BAD_INPUT = 2
_TOLD_EVERY = 1000
"""After so many enquiries it is said how far it is."""
_Function = TypeVar("_Function", bound=Callable[..., Any])


def fail(problem: str) -> NoReturn:
    """Print what happened and what to do, and end with exit status 2."""
    click.echo(f"clerk: {problem}", err=True)
    sys.exit(BAD_INPUT)


def clear_errors(function: _Function) -> _Function:
    """Turn errors that the person can mend into one line and exit status 2."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passes through
        try:
            return function(*args, **kwargs)
        except (PackError, UnknownCouncilError, CaseError, StoreError) as error:
            fail(str(error))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            fail(f"setting CLERK_{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}")
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(1)

    return wrapped  # type: ignore[return-value]


def settings() -> Settings:
    """Read the settings, and set the log's level."""
    read = Settings()
    if read.cache is not None:
        os.environ["CLERK_CACHE"] = str(read.cache)  # from a .env file too
    set_up(read.log_level)
    return read


def open_library(read: Settings) -> Library:
    """Open the shelf of packs."""
    return Library(read.packs)


def open_interpreter(library: Library, *, words_alone: bool = False) -> Interpreter:
    """Load the sentence model; what has to be learned first is said on the error stream."""
    from intents.interpreter import Interpreter, load_embedder  # noqa: PLC0415 - numpy and the model only when a command reads messages

    embedder = None if words_alone else load_embedder()
    return Interpreter(library, embedder, progress=lambda text: click.echo(text, err=True))


def open_assistant(
    library: Library, desk: Desk | None = None, timezone: str | None = None, conversations: Conversations | None = None
) -> Assistant:
    """Make the assistant with everything that it needs.

    Args:
        library: the packs.
        desk: the register; without one it answers questions only.
        timezone: by which it goes without a register; the council's own where none is given.
        conversations: where open questions are kept; in memory where nothing is given.

    """
    from bot.assistant import Assistant  # noqa: PLC0415 - as above

    return Assistant(library, open_interpreter(library), desk, timezone, conversations)


async def open_desk(read: Settings, library: Library, clock: Clock | None = None) -> Desk:
    """Open the register, brought up to date, its due dates by today's holidays and local target; the caller closes `desk.store`.

    Raises:
        StoreError: it can't be opened.

    """
    from bot.casework.desk import Desk  # noqa: PLC0415 - the database only for commands that use it
    from bot.casework.recounting import recount_if_changed  # noqa: PLC0415 - as above
    from bot.store.database import default_url, open_store  # noqa: PLC0415 - as above
    from bot.store.migrations import migrate  # noqa: PLC0415 - as above

    store = open_store(read.database_url or default_url())
    desk = Desk(store, library, clock or system_clock, read.local_target, read.timezone)
    try:
        await migrate(store)
        await recount_if_changed(desk, _counting())
    except BaseException:
        await store.close()
        raise
    return desk


def _counting() -> Callable[[int], None]:
    """Give a function that says on the error stream how far it is, where it is long."""
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= _TOLD_EVERY:
            told = done
            click.echo(f"The holidays or the local target have changed: due dates are counted anew; enquiries so far: {done:,}.", err=True)

    return tell


def council_of(read: Settings, given: str | None, library: Library) -> str:
    """Choose the council: the one given, else the setting; error where neither names one there is."""
    key = given or read.council
    if key is None:
        fail(f"which council? Say --council KEY or set CLERK_COUNCIL. Known: {', '.join(library.keys)}.")
    key = key if key in library.keys else key.lower()
    library.folder(key)
    return key
