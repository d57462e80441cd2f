"""An officer's advice to a political group, and the same offer to the others. Seen by those who keep offers, and never by a group."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.casework import offers
from bot.casework.errors import CaseError, UnusualError
from bot.citing import cite
from bot.dialog.fields import YES, Field, Kind, Option
from bot.dialog.tasks import Setting, Values, no_fields, task
from bot.handlers.allowing import keeps_offers
from bot.handlers.reporting import officer_named
from bot.reply import Action, Audience, Button, Fact, Reply
from intents.dates import shown
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.offers import Offer


async def _offer_fields(setting: Setting, _values: Values) -> Sequence[Field]:
    known = tuple(Option(group, group) for group in await offers.groups(setting.desk, setting.pack.council.key))
    return (
        Field("group", "Asked by", "Which group asked for the officer?", Kind.CHOICE if known else Kind.TEXT, known),
        Field("topic", "Topic", "On what topic?"),
        Field("meeting", "Meeting", "When is the group's meeting? “skip” where no day is set.", Kind.DATE, required=False),
        Field("non_members", "Others present", "Will people be there who are not members of the council?", Kind.YES_NO),
        Field("officer", "Officer", "Which officer goes? “skip” where that is open.", required=False, asked=False),
        Field("sure", "Confirmed", "Does the topic name no group?", Kind.YES_NO, asked=False),
    )


@task("record_offer", "Offer to the groups", _offer_fields, private=True, may=keeps_offers)
async def record_offer(setting: Setting, values: Values) -> Reply:
    """Record that a group asked for an officer, and list the groups that are still to be offered the same."""
    meeting = values.get("meeting")
    new = offers.NewOffer(
        topic=values["topic"],
        group=values["group"],
        officer=await officer_named(setting, values.get("officer", "")),
        meeting=date.fromisoformat(meeting) if meeting else None,
        non_members_present=values.get("non_members") == YES,
        sure=values.get("sure") == YES,
    )
    if values.get("sure") and not new.sure:
        raise CaseError("Then nothing was recorded: the other groups read the topic. Begin again with one that names no group.")
    try:
        offer = await offers.record(setting.desk, setting.person, new)
    except UnusualError as error:
        raise CaseError(str(error), field="sure") from None
    return _offer_reply(setting, offer, f"Recorded as {offer.ref}.")


async def _made_fields(setting: Setting, _values: Values) -> Sequence[Field]:
    open_ones = await offers.outstanding(setting.desk, setting.person)
    options = tuple(Option(offer.ref, f"{offer.ref}: {offer.topic}") for offer in open_ones)
    ref = Field("ref", "Offer", "Which offer? Give its number, for example OFF-3.", Kind.REFERENCE, options)
    return (ref, Field("group", "Group", "Which group was offered the same?"))


@task("offer_same", "Same offer to a group", _made_fields, private=True, may=keeps_offers)
async def offer_same(setting: Setting, values: Values) -> Reply:
    """Record that another group was offered the same."""
    group = values["group"].removeprefix("the ").removesuffix(" group").strip()
    offer = await offers.offer_made(setting.desk, setting.person, values["ref"], group)
    return _offer_reply(setting, offer, f"Noted on {offer.ref}: {group} was offered the same.")


@task("list_offers", "Offers to groups", no_fields, private=True)
async def list_offers(setting: Setting, _values: Values) -> Reply:
    """List the offers, with who is still to be offered the same."""
    found = await offers.listed(setting.desk, setting.person)
    lines = tuple(f"{offer.ref}: {offer.topic}; still to offer: {', '.join(offer.still_to_offer) or 'nobody'}" for offer in found)
    says = "Advice to groups, and who is still to be offered the same:" if lines else "No offer is recorded."
    return Reply(Outcome.ACTION, "list_offers", says, points=lines, action=Action("list_offers", {}), audience=Audience.DIRECT)


def _offer_reply(setting: Setting, offer: Offer, says: str) -> Reply:
    """Show an offer to an officer who keeps it; the text for another group never names the one that asked."""
    procedure = next((its for its in setting.pack.procedures.procedures if its.kind == "group_meeting"), None)
    clauses = [clause for ref in (procedure.clauses[:3] if procedure else ()) if (clause := setting.pack.clause(ref)) is not None]
    day = f" at its meeting on {shown(offer.meeting)}" if offer.meeting else ""
    told = offers.for_other_groups(offer)
    who = f"{told.officer.name}, who advises on “{told.topic}”," if told.officer else f"The officer who advises on “{told.topic}”"
    letter = f"{who} is available to advise your group on the same terms, should it wish so."
    return Reply(
        Outcome.ACTION,
        "record_offer",
        says,
        points=(f"To say to each other group: “{letter}”",) if offer.still_to_offer else (),
        facts=(
            Fact("Topic", offer.topic),
            Fact("Asked by", f"{offer.asked_by_group}{day}"),
            Fact("Others present", "people who are not members of the council" if offer.non_members_present else "members only"),
            Fact("Offered to", ", ".join(offer.offered_to) or "nobody yet"),
            Fact("Still to offer", ", ".join(offer.still_to_offer) or "nobody"),
        ),
        citations=tuple(cite(setting.pack, clause) for clause in clauses),
        buttons=tuple(Button(f"{group} was offered", f"offered the same to {group}, for {offer.ref}") for group in offer.still_to_offer),
        action=Action("record_offer", {"ref": offer.ref}),
        audience=Audience.DIRECT,
    )
