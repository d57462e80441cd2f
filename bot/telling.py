"""What the bot says about casework, as small named functions: the sentences of conversations, routes, enquiries, elections and nudges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from protocol_data.procedures import Stance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from protocol_data.pack import Council

_STANCE = {
    Stance.INFORMAL_TRIED: ("Taken up informally", "Have you tried to settle it informally, without success?"),
    Stance.SERIOUS: ("Serious", "Is it serious?"),
    Stance.REPEATED: ("Repeated", "Has it happened before?"),
    Stance.UNRESOLVED: ("Unresolved", "Has a manager or somebody else already dealt with it, and you are still not content?"),
    Stance.UPHELD: ("Upheld", "Was the complaint upheld?"),
    Stance.CODE_BREACH: ("Code or disciplinary rules", "May it also break the members' code of conduct or the disciplinary rules?"),
}


def cancelled(title: str) -> str:
    """Say that a task was given up."""
    return f"Cancelled: {title[0].lower()}{title[1:]}. Nothing was recorded."


def which_day() -> str:
    """Ask which of several days is meant."""
    return "That can mean two days. Which one?"


def say_again() -> str:
    """Say how to try once more."""
    return "What you gave is kept: say “again” to try once more, or “cancel”."


def not_kept() -> str:
    """Say that an answer was not kept."""
    return "What you said just now is not kept: say it again when that is mended."


def being_done(title: str) -> str:
    """Say that an earlier message settled it."""
    return f"An earlier message of yours has all that is needed, and I am at it: {title[0].lower()}{title[1:]}."


def done_meanwhile(title: str) -> str:
    """Say that another message settled what a form was sent for."""
    return f"Another message of yours settled that at the same moment: {title[0].lower()}{title[1:]}. Nothing was recorded from this form."


def all_at_once() -> str:
    """Say that a message could not be taken in its turn."""
    return "Too much came from you at once, and I took nothing from this message. Say it again."


def taken_already() -> str:
    """Say that a message that was delivered again was taken before."""
    return "I took that in before, and something kept me from answering. If you don't see what came of it, say “my open enquiries”, or ask me anew."


def other_choices() -> str:
    """Say that a number does not mean what it meant when it was shown."""
    return "The choices have changed since I showed them. Pick again."


def changed_meanwhile() -> str:
    """Say that what was asked for is not needed any more."""
    return "What I asked you for is no longer needed."


def all_known() -> str:
    """Ask whether to go on where nothing is missing."""
    return "I have all that I need: say “again” to go on, or “cancel”."


def say_anew() -> str:
    """Say that an open question can't be gone on with."""
    return "I had a question open with you, and I can't go on with it, because I have been renewed since. Nothing of it was recorded: say again what you wanted."


def still_open(question: str) -> str:
    """Remind of a question that still waits for an answer."""
    return f"Still open: {question} Answer it, or say “cancel”."


def dropped(title: str) -> str:
    """Say that an earlier question was dropped."""
    return f"What was open before ({title[0].lower()}{title[1:]}) was dropped; nothing of it was recorded."


def dropped_unnamed() -> str:
    """Say that an earlier question was dropped, where others may read along that it was about something private."""
    return "What was open before was dropped; nothing of it was recorded."


def not_open() -> str:
    """Say that the question is not open whose button was pressed."""
    return "That question is not open any more, so nothing was done. Begin again, or press what stands under my last question."


def cases_stay(council: str) -> str:
    """Say where what is done is done while another council's protocol is asked."""
    return f"That is for questions: enquiries, records and reminders stay those of {council}."


def council_asked(council: str, others: Sequence[str]) -> str:
    """Say whose protocol is asked now, and whose else can be."""
    return (
        f"You are asking the protocol of {council}. I also know {', '.join(others)}."
        if others
        else f"I know the protocol of {council} alone."
    )


def no_such_task() -> str:
    """Say that a form is of no task that there is."""
    return "I don't know this form any more. Nothing was recorded; begin again."


def nothing_open() -> str:
    """Say that no question is open."""
    return "Nothing is open between us that this could be about. Say “help” to see what I can do."


def stranger() -> str:
    """Say that somebody is not in the directory."""
    return "I don't know who you are, so I can't do that. Ask Democratic Services to add you to the directory; questions about the protocol work as ever."


def stance_label(stance: Stance) -> str:
    """Name a stance."""
    return _STANCE[stance][0]


def stance_question(stance: Stance) -> str:
    """Ask whether a stance is so."""
    return _STANCE[stance][1]


def offer_record(council: Council) -> str:
    """Offer a confidential record."""
    return f"Shall I keep a confidential record and remind whoever handles it? Only you, the handler and the {council.monitoring_officer} would see it. (yes or no)"


def not_here(what: str) -> str:
    """Say where an action can be carried out, and that nothing was recorded."""
    return f"I understand that you want {what}. A single question records nothing: say it in `clerk chat` or in Slack."
