"""What the bot says, as small named functions: one place for every sentence that does not come from a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from protocol_data.basics import Reader
    from protocol_data.pack import Council

_ELSEWHERE = {
    "oos_resident_services": "That is a service to residents: the council's website or customer services will know.",
    "oos_allowances_expenses": "Allowances and expenses stand in the members' allowances scheme: ask Democratic Services.",
    "oos_meeting_procedure": "How meetings run stands in the council's standing orders and constitution: ask Democratic Services.",
    "oos_interests_forms": "Interests, gifts and their forms stand in the code of conduct",
    "oos_staff_hr": "That is a matter of employment: ask your manager or Human Resources.",
    "oos_it_support": "That is one for the IT service desk.",
    "oos_freedom_of_information": "Requests under freedom of information or data protection law have rules of their own: ask the council's information governance team.",
    "oos_national_politics_law": "That goes beyond the council's own protocol.",
    "oos_council_facts": "Facts about the council stand on its website; Democratic Services can help.",
    "oos_personal_info_requests": "I hold no personal details about anybody and give none out.",
    "oos_prompt_injection": "I keep to the protocol as it is written: I don't invent clauses, leave rules out or help anybody round them.",
    "oos_do_my_work": "I answer from the protocol; I don't write or arrange things.",
}
_SMALLTALK = {
    "smalltalk_greeting": "Hello.",
    "smalltalk_thanks": "You're welcome.",
    "smalltalk_bot": "I'm a program that looks things up in the Member/Officer protocol; no more, no less.",
    "abuse": "I'm sorry that this is frustrating.",
}
_CONDITIONS = frozenset({"when", "where", "if", "before", "after", "unless", "in", "on", "from", "until", "once", "exceptionally", "for"})
"""Words with which a condition stands as it is."""
_FORCE = {
    "must": "must",
    "must_not": "must not",
    "should": "should",
    "should_not": "should not",
    "may": "may",
    "right": "a right",
    "fact": "a statement",
}


def force(key: str) -> str:
    """Say how strongly a clause binds."""
    return _FORCE[key]


def can_do(council: Council) -> str:
    """Say what the bot is for."""
    return f"I answer questions about how councillors and officers work together, from the {council.protocol.title} of {council.name}, with the clause."


def ask(council: Council) -> str:
    """Say whom to ask when the protocol gives no answer."""
    return f"For anything else about it, ask the {council.monitoring_officer}."


def silent(council: Council, topic: str) -> str:
    """Say that the protocol is silent on a topic."""
    return (
        f"The {council.protocol.title} ({council.protocol.edition}) says nothing that answers this ({topic.lower()}), so I won't guess. "
        f"Ask the {council.monitoring_officer}."
    )


def out_of_scope(council: Council, intent: str) -> str:
    """Decline what no protocol settles, and say where to go instead."""
    elsewhere = _ELSEWHERE.get(intent, "I found nothing in it that answers this.")
    if intent == "oos_interests_forms":
        elsewhere += f": ask the {council.monitoring_officer}."
    return f"I can't answer that from the protocol. {elsewhere} {can_do(council)}"


def smalltalk(council: Council, intent: str) -> str:
    """Answer small talk kindly, and say what the bot is for."""
    return f"{_SMALLTALK.get(intent, 'Hello.')} {can_do(council)}"


def empty() -> str:
    """Say that there was nothing to read."""
    return "There were no words in that message. Type a question, for example: how soon should an officer answer a councillor?"


def not_english() -> str:
    """Say that only English is read."""
    return "I read English only. Ask in English, for example: how soon should an officer answer a councillor?"


def nothing_before() -> str:
    """Say that a follow-up has nothing to follow."""
    return "Nothing was asked before that it could refer to. Ask a whole question, for example: may an officer come to our group meeting?"


def no_such_clause(council: Council, ref: str) -> str:
    """Say that the protocol has no clause of this number."""
    return f"The {council.protocol.title} of {council.name} has no clause {ref}. Ask about the subject instead."


def which_one() -> str:
    """Ask back."""
    return "I'm not sure which of these you mean:"


def shortened(characters: int) -> str:
    """Say that only the start of a long message was read."""
    return f"That was a long message: I read the first {characters:,} characters."


def step(number: int, who: str, how: str, clause: str, when: str | None) -> str:
    """Write one step of a procedure."""
    told = when and (when if when.split()[0] in _CONDITIONS else f"when {when}")
    condition = f" ({told})" if told else ""
    return f"{number}. {who[0].upper()}{who[1:]}{condition}: {how} [{clause}]"


def switched(council: Council) -> str:
    """Confirm another council."""
    return f"Now answering from the {council.protocol.title} of {council.name} ({council.protocol.edition})."


def which_council(names: Sequence[str]) -> str:
    """Ask which council is meant."""
    return f"Which council? I know {', '.join(names)}."


def reader_name(council: Council, reader: Reader) -> str:
    """Give the council's own word for the reader."""
    return council.terms.member if reader == "member" else council.terms.officer
