"""`clerk ask`: one question, or JSON Lines of them."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import BAD_INPUT, clear_errors, council_of, fail, open_assistant, open_library, settings
from bot.message import system_clock
from protocol_data.basics import Reader
from protocol_data.library import UnknownCouncilError
from protocol_data.yaml_source import PackError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from bot.assistant import Assistant
    from bot.reply import Citation, Reply


@click.command()
@click.option("--council", help="The council's key; see `clerk councils`. Default: CLERK_COUNCIL.")
@click.option("--role", type=click.Choice([reader.value for reader in Reader]), default="member", show_default=True, help="Who is asking.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--batch",
    type=click.File("r", encoding="utf-8-sig", errors="replace"),
    help="JSON Lines {council, role, text, now?} from a file, or - for standard input.",
)
@click.argument("text", required=False)
@clear_errors
def ask(council: str | None, role: str, as_json: bool, batch: TextIO | None, text: str | None) -> None:  # noqa: FBT001 - click passes flags by name
    """Ask TEXT and print the answer with the clauses that it rests on."""
    read = settings()
    library = open_library(read)
    if batch is not None:
        assistant = open_assistant(library, timezone=read.timezone)
        for line in _answers(assistant, batch, council or read.council, role, as_json=as_json):
            click.echo(line)
        return
    if text is None:
        fail('what is the question? Say it in quotes: clerk ask --council KEY "how soon must an officer answer?"')
    key = council_of(read, council, library)
    reply = asyncio.run(_reply(open_assistant(library, timezone=read.timezone), text, key, role, system_clock()))
    click.echo(json.dumps(as_object(reply), ensure_ascii=False) if as_json else reply.text)
    if not text.strip():
        sys.exit(BAD_INPUT)


async def _reply(assistant: Assistant, text: str, council: str, role: str, now: datetime, conversation: str = "ask") -> Reply:
    from bot.message import Message  # noqa: PLC0415 - with the assistant

    return await assistant.reply(Message(text, council, Reader(role), now, conversation))


def _answers(assistant: Assistant, lines: Iterable[str], council: str | None, role: str, *, as_json: bool) -> Iterable[str]:
    """Answer line by line, in the same order; a line that can't be read is answered by an object that says why, so that the count stays right."""
    with asyncio.Runner() as runner:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                asked = _line(line, council, role)
                reply = runner.run(_reply(assistant, asked["text"], asked["council"], asked["role"], asked["now"], f"line {number}"))
            except (ValueError, OverflowError, UnknownCouncilError, PackError) as error:
                says = f"line {number}: {error}"
                empty: dict[str, Any] = {"citations": [], "alternatives": [], "action": None}
                bad = {"kind": "decline", "intent": "bad_line", "confidence": 1.0, "text": says, **empty}
                yield json.dumps(bad, ensure_ascii=False) if as_json else says + "\n"
                continue
            yield json.dumps(as_object(reply), ensure_ascii=False) if as_json else reply.text + "\n"


def _line(line: str, council: str | None, role: str) -> dict[str, Any]:
    """Read one line of a batch; `ValueError` says what is wrong with it."""
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg})") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise ValueError('an object with "text" is needed')
    key, reader = given.get("council", council), given.get("role", role)
    if not isinstance(key, str):
        raise ValueError('"council" is missing')
    if not isinstance(reader, str) or reader not in {"member", "officer"}:
        raise ValueError('"role" has to be member or officer')
    now = datetime.fromisoformat(str(given["now"])) if given.get("now") else system_clock()
    return {"text": given["text"], "council": key, "role": reader, "now": now if now.tzinfo else now.replace(tzinfo=UTC)}


def as_object(reply: Reply) -> dict[str, Any]:
    """Give a reply as the object that scripts rely on; its fields stay stable."""
    return {
        "kind": reply.outcome.value,
        "intent": reply.intent,
        "confidence": round(min(max(reply.confidence, 0.0), 1.0), 4),
        "text": reply.text,
        "citations": [_citation(citation) for citation in reply.citations],
        "alternatives": [{"label": c.label, "intent": c.intent, "citations": [_citation(c.citation)]} for c in reply.choices],
        "action": {"name": reply.action.name, "slots": reply.action.slots} if reply.action else None,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "council": citation.council,
        "clause": citation.clause,
        "force": citation.force,
        "summary": citation.summary,
        "heading": citation.heading,
        "edition": citation.edition,
        "notes": list(citation.notes),
    }
