"""Turn a clause of a pack into a citation: with its edition, and a note where it names law or a body that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reply import Citation
from protocol_data.library import superseded_notes

if TYPE_CHECKING:
    from protocol_data.pack import Clause, Pack


def cite(pack: Pack, clause: Clause) -> Citation:
    """Cite a clause."""
    notes = superseded_notes()
    return Citation(
        council=pack.council.key,
        council_name=pack.council.name,
        protocol=pack.council.protocol.title,
        edition=pack.council.protocol.edition,
        clause=clause.ref,
        heading=clause.heading,
        force=clause.force.value,
        summary=clause.summary,
        notes=tuple(notes[key].note for key in clause.superseded),
    )
