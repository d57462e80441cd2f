"""Bring what people type to one form: Unicode, case, white space, chat abbreviations."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from protocol_data.yaml_source import read_yaml

MAX_CHARACTERS = 4000
"""How much of a message is read, in characters. A chat message is shorter; what is longer is a pasted document, and its start tells what it is about."""

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SPACES = re.compile(r"\s+")
_ABBREVIATIONS = Path(__file__).parent / "catalogue" / "abbreviations.yml"


def clean(text: str) -> str:
    """Drop control characters, fold white space and typographic quotes, and cut at `MAX_CHARACTERS`."""
    text = unicodedata.normalize("NFKC", text[: MAX_CHARACTERS * 2]).translate(_QUOTES)
    text = "".join(" " if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} else character for character in text)
    return _SPACES.sub(" ", text).strip()[:MAX_CHARACTERS]


def words(text: str) -> list[str]:
    """Split text into lower-case words; an apostrophe within a word stays."""
    return _WORD.findall(text.lower())


def phrase_key(text: str) -> str:
    """Bring a phrase to the form in which two are the same phrase: its words in order, nothing else."""
    return " ".join(words(clean(text)))


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, str]:
    """Give what people write short in chat, and what it stands for."""
    table = read_yaml(_ABBREVIATIONS)
    return {str(short): str(long) for short, long in table.items()}


def expand(tokens: list[str]) -> list[str]:
    """Write out chat abbreviations (`cllr` becomes `councillor`); words that are none stay."""
    table = abbreviations()
    return [word for token in tokens for word in table.get(token, token).split()]
