"""The App Home: what is due first with what can be done about it, the pre-election banner, what can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.channels.slack.parts import button, context, header, plain, rows, section, weight
from bot.channels.slack.text import BUTTON_TEXT, SECTION_TEXT, bold, cut, cut_escaped
from bot.reply import Button

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.channels.slack.parts import Block

BLOCKS = 100
"""So many blocks Slack takes in a view."""
BYTES = 200_000
"""Slack takes 250 KB of a view."""
_PROMPTS = 10
_A_ROW = 5
COUNCIL = "council"
"""The action id of the list from which another council is picked."""
_OPTIONS = 100
_LINE = 500
_MOST_GROUPS = 20


@dataclass(frozen=True, slots=True)
class HomeItem:
    """A case on the home page."""

    ref: str
    line: str
    """What it is and when it is due."""
    buttons: tuple[Button, ...] = ()
    """What can be done about it, the likeliest first; five at most are shown."""


@dataclass(frozen=True, slots=True)
class Councils:
    """Whose protocol can be asked."""

    names: Mapping[str, str]
    """By key, in the order in which they are listed."""
    asked: str
    """The one that is asked now."""


@dataclass(slots=True)
class _Room:
    """What is left of a view's room."""

    blocks: int
    size: int

    def takes(self, made: Sequence[Block]) -> bool:
        """Take blocks where there is room for all of them."""
        needed = sum(map(weight, made))
        if len(made) > self.blocks or needed > self.size:
            return False
        self.blocks -= len(made)
        self.size -= needed
        return True


def home(
    person_name: str,
    election_banner: str | None,
    groups: Sequence[tuple[str, Sequence[HomeItem]]],
    prompts: Sequence[str],
    councils: Councils | None = None,
) -> dict[str, Any]:
    """Make the page.

    Args:
        person_name: who reads it.
        election_banner: what the pre-election period means now; nothing outside it.
        groups: titled lists of cases, the most urgent group first.
        prompts: questions that can be asked with one tap.
        councils: whose protocol can be asked; nothing where there is but one.

    Returns:
        The view, within Slack's limits: of a list that is too long the first are shown, and how many more there are.

    """
    top, bottom = list(_top(person_name, election_banner)), list(_bottom(prompts, councils))
    kept = [(title, items) for title, items in groups if items][:_MOST_GROUPS]
    fixed = [*top, *bottom]
    room = _Room(BLOCKS - len(fixed) - 2 * len(kept), BYTES - sum(map(weight, fixed)))
    body = [block for title, items in kept for block in _group(title, items, room)]
    if not kept:
        body = [section("Nothing is open in your name.")]
    return {"type": "home", "blocks": [*top, *body, *bottom]}


def _top(person_name: str, election_banner: str | None) -> Iterator[Block]:
    yield header(f"Hello {person_name.strip()}" if person_name.strip() else "Hello")
    if election_banner and election_banner.strip():
        yield section(f":ballot_box_with_ballot: {bold(cut(election_banner, SECTION_TEXT // 2 - 40))}")


def _group(title: str, items: Sequence[HomeItem], room: _Room) -> Iterator[Block]:
    yield header(f"{title.strip()}: {len(items)}")
    for number, item in enumerate(items):
        made = _item(item)
        if not room.takes(made):
            yield context(f"And {len(items) - number} more: ask for “my open enquiries” in the chat.")
            return
        yield from made


def _item(item: HomeItem) -> list[Block]:
    line = section(f"{bold(cut(item.ref, BUTTON_TEXT))} {cut_escaped(item.line, _LINE)}".strip() or "–")
    offered = [its for its in item.buttons if its.label.strip() and its.says.strip()]
    buttons = [button(its, number) for number, its in enumerate(offered[:_A_ROW], 1)]
    if len(buttons) == 1:
        return [{**line, "accessory": buttons[0]}]
    return [line, *rows(buttons)]


def _council(its: Councils) -> Block:
    """Make the line with the list from which another council is picked."""
    options = [{"text": plain(name, BUTTON_TEXT), "value": key} for key, name in its.names.items()][:_OPTIONS]
    now = next((option for option in options if option["value"] == its.asked), None)
    element: Block = {"type": "static_select", "action_id": COUNCIL, "options": options, **({"initial_option": now} if now else {})}
    return {**section(f"{bold('Whose protocol you ask')}\nYour enquiries and reminders stay with your own council."), "accessory": element}


def _bottom(prompts: Sequence[str], councils: Councils | None) -> Iterator[Block]:
    if councils is not None and len(councils.names) > 1:
        yield {"type": "divider"}
        yield _council(councils)
    asked = [prompt for prompt in prompts if prompt.strip()][:_PROMPTS]
    if not asked:
        return
    yield {"type": "divider"}
    yield section(f"{bold('What you can ask')}\nTap one, or write to me in your own words under Messages.")
    yield from rows([button(Button(prompt, prompt), number) for number, prompt in enumerate(asked, 1)])
