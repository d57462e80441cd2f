"""Small patterns over the words of a sentence, written as data: `tried ... sort|settle it?`.

`...` is up to six words of the same sentence, `a|b` one of several words, a token that ends in `?` may be missing, and `{name}` stands for a list of words given beside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intents.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_GAP = r"(?:[^\s.]+ ){0,6}?"
_STOP = re.compile(r"[.!?;:()\"]+(?=\s|$)|(?<=\s)[-/]+(?=\s)|\.{2,}")
_DROP = re.compile(r"[,\"()*_]")
_SLOT = re.compile(r"\{(\w+)\}('s)?")
_BEFORE = r"(?<![^\s])"
_OWNER = r"(?:(?:the|my|our|his|her|their|your|its|a|an|that|this|both|own|respective|relevant|appropriate|new|old|first|[^\s.]+'s) ){0,3}"
"""What may stand before the name of an office-holder or person."""


def plain(text: str) -> str:
    """Bring a message to the form in which patterns look at it: lower case, a full stop of its own between sentences, no other marks."""
    return " ".join(_DROP.sub(" ", _STOP.sub(" . ", clean(text).lower())).split())


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
        if token == "...":  # noqa: S105 - a word of a pattern, no secret
            parts.append(_GAP)
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
