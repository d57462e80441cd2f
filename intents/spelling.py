"""Mend misspelt words before the models read them: one letter off in a short word, two in a long one.

Only a word that nobody uses is mended: neither the phrases nor the packs hold it, nor the sentence model's general word list.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from intents.embedder import TOKENIZER
from intents.text import abbreviations, clean

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SHORTEST = 4
"""Words of fewer letters are left alone: too many of them are a letter apart."""
_LONG = 6
"""From this length on, two letters may be off."""
_LONGEST = 24
_MOST_MENDED = 12
"""Mending costs a walk through the vocabulary per word; a text with more unknown words than this is not a misspelt question."""


@lru_cache(maxsize=1)
def general_words() -> frozenset[str]:
    """Give the whole words of the sentence model's word list: ordinary English, some 20,000 words."""
    vocabulary = json.loads(TOKENIZER.read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if word.isalpha() and word.isascii())


class Speller:
    """Mends words toward a vocabulary of words worth knowing."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """Make a speller.

        Args:
            vocabulary: words of the phrases and the packs; only those of four letters or more are mended toward.

        """
        known = frozenset(vocabulary)
        self._known = known | general_words()
        self._targets = sorted(word for word in known if len(word) >= _SHORTEST)
        self._by_length: dict[int, list[str]] = {}
        for word in self._targets:
            self._by_length.setdefault(len(word), []).append(word)

    def mend(self, text: str) -> str:
        """Write out chat abbreviations and mend misspelt words; numbers, names of two or three letters and known words stay."""
        mended = 0

        def replace(match: re.Match[str]) -> str:
            nonlocal mended
            word = match.group().lower()
            long_form = abbreviations().get(word)
            if long_form is not None:
                return long_form
            if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or word in self._known or mended >= _MOST_MENDED:
                return match.group()
            mended += 1
            return self._nearest(word) or match.group()

        return _WORD.sub(replace, clean(text))

    def knows_any(self, text: str) -> bool:
        """Tell whether a text, once mended, has a word that people use."""
        return any(match.group().lower() in self._known for match in _WORD.finditer(text))

    def _nearest(self, word: str) -> str | None:
        off = 2 if len(word) >= _LONG else 1
        candidates = [target for length in range(len(word) - off, len(word) + off + 1) for target in self._by_length.get(length, ())]
        found = process.extractOne(word, candidates, scorer=OSA.distance, score_cutoff=off)
        return found[0] if found else None
