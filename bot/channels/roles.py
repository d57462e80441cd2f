"""As whom somebody is answered: what is said when they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reply import Action, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from protocol_data.basics import Reader
    from protocol_data.pack import Council


def role_told(council: Council, reader: Reader, *, noted: bool) -> Reply:
    """Say as whom somebody is answered from now on.

    Args:
        council: whose words are used.
        reader: as whom.
        noted: whether that was their choice; for somebody of the directory what it says holds.

    """
    terms = {"member": council.terms.member.lower(), "officer": council.terms.officer.lower()}
    own = terms[reader.value]
    if noted:
        says = f"From now on I answer you as I answer a {terms['member']} or an {terms['officer']}: you chose {own}. It gives no rights."
    else:
        says = f"The directory knows you as {own}, and I answer you as that. If it is wrong, ask Democratic Services."
    return Reply(Outcome.ACTION, "role", says, action=Action("role", {}))
