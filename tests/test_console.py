"""The terminal shows the same reply as rich text and as plain lines."""

from __future__ import annotations

import io

from conftest import Talk
from rich.console import Console

from bot.assistant import Assistant
from bot.channels.console import Terminal
from bot.comparing import compare, find_topics
from protocol_data.basics import Reader
from protocol_data.library import Library


def terminal(*, rich: bool) -> tuple[Terminal, io.StringIO]:
    out = io.StringIO()
    return Terminal(Console(file=out, force_terminal=rich, width=100, color_system=None, highlight=False)), out


async def test_both_forms_hold_the_headline_the_clause_and_the_source(assistant: Assistant) -> None:
    reply = await Talk(assistant, "southend").say("how long until officers have to answer my enquiry?")
    for rich in (True, False):
        shown, out = terminal(rich=rich)
        shown.show(reply)
        text = " ".join(out.getvalue().replace("│", " ").split())
        assert "10 working days" in text
        assert "9.1.5" in text
        assert "revised after the review of 2020" in text


def test_markup_in_what_is_shown_is_no_markup() -> None:
    shown, out = terminal(rich=True)
    shown.say("[bold]not bold[/bold] [link=x]")

    assert "[bold]not bold[/bold] [link=x]" in out.getvalue()


def test_a_comparison_shows_every_council_and_says_where_a_protocol_is_silent(library: Library) -> None:
    positions = compare("research_assistants", Reader.MEMBER, library)
    assert [position.council for position in positions if position.lead] == ["county"]
    for rich in (True, False):
        shown, out = terminal(rich=rich)
        shown.compare("Research assistants", positions)
        assert out.getvalue().count("silent") == 4


def test_topics_are_found_by_key_title_and_words_even_misspelt() -> None:
    assert find_topics("election_period")[0] == "election_period"
    assert find_topics("run up to an election")[0] == "election_period"
    assert "whistleblowing" in find_topics("whistelblowing")
    assert find_topics("xyzzy") == []
