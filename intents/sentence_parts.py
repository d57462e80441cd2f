"""The parts of a message: what it tells, and what it only asks or supposes."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\s*\n+\s*")
_PART = re.compile(r"(?<=[:,])\s+|\s+-+\s+|\s+(?:and|but|so|then|yet|&)\s+", re.IGNORECASE)
_LEAD = r"(?:(?:and|but|so|then|well|ok|okay|now|please|also)\W+)*"
_ASKS = re.compile(
    _LEAD
    + r"(?:who|whom|whose|where|how|why|which"
    + r"|what(?:'s|s)?\s+(?:happens|do|does|can|could|should|would|will|is|are|was|if|about|now|next|next's|to|comes|steps?|else|then|the)"
    + r"|when\s+(?:do|does|can|should|will|would|is|are)"
    + r"|can|could|shall|should|would|will|do|does|am|is|are|may|might|must|has|have)\b(?!\s+(?:been|had|not|to|spoken|tried|told)\b)",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(_LEAD + r"(?:if|unless|suppose|supposing|in case|in the event|once|until|assuming|provided)\b", re.IGNORECASE)


def told_parts(text: str) -> list[str]:
    """Give the parts of a message that tell something: not what is asked, and not what is only supposed.

    A question without a question mark is known by how it begins; of a sentence that ends in one, the last part is asked at least.
    """
    told = []
    for sentence in filter(None, _SENTENCE.split(text.strip())):
        parts = [part for part in _PART.split(sentence) if part]
        if sentence.endswith("?"):
            parts.pop()
        told += [part for part in parts if not _ASKS.match(part) and not _SUPPOSES.match(part)]
    return told
