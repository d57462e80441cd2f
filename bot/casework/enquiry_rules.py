"""What a council's protocol lays down for members' enquiries, drawn from its pack. Where it sets no number of days, none is invented."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from protocol_data.procedures import EnquiryMatter, Otherwise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from protocol_data.basics import Force
    from protocol_data.pack import Pack

TARGET = "enquiry_reply"
"""The key of the reply target for members' enquiries in `procedures.yml`."""

FIELD_NAMES: Mapping[Otherwise, str] = {
    Otherwise.OFFICER_NAME: "the name of the officer who deals with it",
    Otherwise.OFFICER_PHONE: "that officer's phone number",
    Otherwise.FULL_REPLY_DATE: "the date of the full reply",
    Otherwise.REASON: "the reason for the delay",
    Otherwise.ACTION: "what is being done",
    Otherwise.DEADLINE: "the date of the answer",
}
"""What each field of a holding reply is called when a person is asked for it."""


class DueFrom(StrEnum):
    """What set a due date."""

    PROTOCOL = "protocol"
    LOCAL = "local"
    """The deployment's own target, where the protocol sets no number; never shown as the protocol's."""
    HOLDING = "holding"
    """The date promised in a holding reply."""
    AGREED = "agreed"
    """A date agreed with the member."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A council's rule for enquiries."""

    council: str
    target: int | None = None
    """Working days for an answer; nothing where neither the protocol nor the deployment sets a number."""
    target_from: DueFrom | None = None
    """`PROTOCOL` or `LOCAL`; nothing without a target."""
    clause: str | None = None
    """The clause that sets the number; without one, the clause that asks for prompt answers; nothing where the protocol is silent."""
    force: Force | None = None
    """How strongly that clause binds."""
    required: tuple[Otherwise, ...] = ()
    """What a holding reply must hold, by the protocol."""
    acknowledges: bool = False
    """The holding reply is an acknowledgement that is due within the target itself."""
    holding_clause: str | None = None
    """The clause that asks for the holding reply."""
    also: tuple[tuple[EnquiryMatter, str], ...] = ()

    def clause_on(self, matter: EnquiryMatter) -> str | None:
        """Give the clause on a matter; nothing where the protocol says nothing of it."""
        return dict(self.also).get(matter)


def rule_of(pack: Pack, local_target: int | None = None) -> Rule:
    """Draw a council's rule from its pack.

    Args:
        pack: the council's pack.
        local_target: working days that the deployment sets where the protocol sets none.

    Returns:
        The rule. The protocol's own number stands whatever the deployment sets.

    """
    also = tuple((entry.rule, entry.clause) for entry in pack.procedures.enquiry_rules)
    target = next((target for target in pack.procedures.reply_targets if target.key == TARGET and target.working_days), None)
    if target is not None:
        return Rule(
            council=pack.council.key,
            target=target.working_days,
            target_from=DueFrom.PROTOCOL,
            clause=target.clause,
            force=target.force,
            required=tuple(field for field in target.otherwise if field is not Otherwise.ACKNOWLEDGEMENT),
            acknowledges=Otherwise.ACKNOWLEDGEMENT in target.otherwise,
            holding_clause=target.otherwise_clause,
            also=also,
        )
    prompt = dict(also).get(EnquiryMatter.PROMPT)
    clause = pack.clause(prompt) if prompt else None
    return Rule(
        council=pack.council.key,
        target=local_target,
        target_from=DueFrom.LOCAL if local_target else None,
        clause=prompt,
        force=clause.force if clause else None,
        also=also,
    )
