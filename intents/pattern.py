"""Small patterns over the words of a sentence, written as data: `tried ... sort|settle it?`.

`...` is up to six words of the same sentence and `..` up to two, `a|b` one of several words, a token that ends in `?` may be missing, `!a|b` says that neither comes next,
and `{name}` stands for a list of words given beside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intents.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_GAPS = {"...": r"(?:[^\s.]+ ){0,6}?", "..": r"(?:[^\s.]+ ){0,2}?"}
_STOP = re.compile(r"[.!?;:()\"]+(?=\s|$)|(?<=\s)[-/]+(?=\s)|\.{2,}")
_DROP = re.compile(r"[,\"()*_]")
_COMMA, _COMMA_WORD = re.compile(r",(?=\s|$)"), "¦"
_SLOT = re.compile(r"\{(\w+)\}('s)?")
_BEFORE = r"(?<![^\s])"
_OWNER = r"(?:(?:the|my|our|his|her|their|your|its|a|an|that|this|both|own|respective|relevant|appropriate|new|old|first|[^\s.]+'s) ){0,3}"
"""What may stand before the name of an office-holder or person."""


def plain(text: str) -> str:
    """Bring a message to the form in which patterns look at it: lower case, a full stop of its own between sentences, no other marks."""
    return " ".join(_DROP.sub(" ", _STOP.sub(" . ", clean(text).lower())).split())


def commas(text: str) -> frozenset[int]:
    """Tell where commas stood in a message: before which words of its plain form, counted from 0."""
    places, count = set(), 0
    for word in plain(_COMMA.sub(f" {_COMMA_WORD} ", text)).split():
        if word == _COMMA_WORD:
            places.add(count)
        else:
            count += 1
    return frozenset(places)


def one_of(words: Iterable[str]) -> str:
    """Give a regular expression for any of some words or groups of words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))) + ")"


def compile_pattern(pattern: str, slots: Mapping[str, str]) -> re.Pattern[str]:
    """Turn a pattern into a regular expression to be used on `plain` text; each word is followed by one blank.

    Args:
        pattern: see the module's text.
        slots: a regular expression for each name in braces; its match is the group of that name.

    Raises:
        ValueError: a name in braces is none of the slots.

    """
    parts = []
    for token in pattern.split():
        slot = _SLOT.fullmatch(token)
        if token in _GAPS:
            parts.append(_GAPS[token])
        elif token.startswith("!"):
            parts.append(f"(?!(?:{'|'.join(map(re.escape, token[1:].split('|')))}) )")
        elif slot:
            if slot[1] not in slots:
                raise ValueError(f"pattern “{pattern}”: there is no {{{slot[1]}}}")
            parts.append(f"{_OWNER}(?P<{slot[1]}>{slots[slot[1]]}){slot[2] or ''} ")
        else:
            words = token.removesuffix("?")
            parts.append(f"(?:{'|'.join(map(re.escape, words.split('|')))}) ")
            if token.endswith("?"):
                parts[-1] = f"(?:{parts[-1]})?"
    return re.compile(_BEFORE + "".join(parts))
