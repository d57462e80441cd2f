"""Whether a text names a political group: as it is called, in the plural, cut short or by half of its name, in whatever case. Pure; unsure means perhaps."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

_GENERAL = frozenset(
    {"alliance", "and", "association", "council", "councillor", "first", "for", "group", "local", "member", "of", "party", "the", "united"}
)
"""Words of groups' names that tell no group from another."""
_FOLLOW = frozenset({"group", "party", "councillor", "member", "caucus"})
"""After a group's name these leave no doubt."""
_ALSO = {"tory": "conservative"}
"""What everybody calls a party beside its name."""
_SHORTEST = 3
"""Letters of a word that is cut short: the “Lib” of a longer name; and of one that may stand in the plural."""


class Naming(Enum):
    """How surely a text names a group."""

    NO = 0
    PERHAPS = 1
    """A word of it is a word of the name, and may mean something else: the green of green waste."""
    YES = 2


def naming(text: str, group: str) -> Naming:
    """Tell whether a text names a group.

    Args:
        text: what somebody wrote.
        group: the group's name in the directory.

    Returns:
        Yes where the name is followed by a word such as “group” or “party”, or stands in the plural with a capital letter; perhaps where the name, its beginning
        or any telling word of it is there.

    """
    written = re.findall(r"[^\W_]+", re.sub(r"['’]", "", text))
    words, name = [_stem(word) for word in written], [_stem(word) for word in re.findall(r"[^\W_]+", re.sub(r"['’]", "", group))]
    while len(name) > 1 and name[-1] in _FOLLOW:
        del name[-1]
    found = Naming.PERHAPS if set(words) & (set(name) - _GENERAL) else Naming.NO
    for at in range(len(words) - len(name) + 1):
        if not all(_is(word, its) for word, its in zip(words[at : at + len(name)], name, strict=True)):
            continue
        last, following = written[at + len(name) - 1], words[at + len(name) : at + len(name) + 1]
        plural = last[0].isupper() and _plain(last) != _singular(last) and not _plain(group).endswith("s")
        if plural or _FOLLOW.intersection(following):
            return Naming.YES
        found = Naming.PERHAPS
    return found


def _is(word: str, its: str) -> bool:
    """Tell whether a word is one of a name, or its beginning."""
    return word == its or (len(word) >= _SHORTEST and len(its) > _SHORTEST and its.startswith(word))


def _plain(word: str) -> str:
    bare = (sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))
    return "".join(bare)


def _stem(word: str) -> str:
    singular = _singular(word)
    return _ALSO.get(singular, singular)


def _singular(word: str) -> str:
    """Give a word without case, accents and the ending of a plural or possessive."""
    plain = _plain(word)
    if plain.endswith("ies") and len(plain) > _SHORTEST + 1:
        return plain[:-3] + "y"
    if plain.endswith("s") and not plain.endswith("ss") and len(plain) > _SHORTEST:
        return plain[:-1]
    return plain
