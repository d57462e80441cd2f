"""The typed model of `procedures.yml`: reply targets, rules on enquiries, and the steps of each procedure."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from protocol_data.basics import Force, Key, Reader, Ref, Sentence, Strict


class Otherwise(StrEnum):
    """What has to be given in time where the answer itself can't be."""

    ACKNOWLEDGEMENT = "acknowledgement"
    OFFICER_NAME = "officer_name"
    OFFICER_PHONE = "officer_phone"
    FULL_REPLY_DATE = "full_reply_date"
    REASON = "reason"
    ACTION = "action"
    DEADLINE = "deadline"


class ReplyTarget(Strict):
    """How soon something has to be answered; a council that sets no number has no target."""

    key: Key
    what: Sentence
    working_days: Annotated[int, Field(gt=0)] | None = None
    calendar_days: Annotated[int, Field(gt=0)] | None = None
    clause: Ref
    force: Force
    otherwise: list[Otherwise] = Field(default_factory=list)
    otherwise_clause: Ref | None = None


class EnquiryMatter(StrEnum):
    """What else a protocol may say of a member's enquiry."""

    PROMPT = "prompt"
    """That it is answered in good time, without a number of days."""
    ABSENCE = "absence"
    """Who looks after enquiries while an officer is away."""
    BURDEN = "burden"
    """What is done where an enquiry asks too much."""
    COMPLAINT = "complaint"
    """Where an enquiry goes that is a constituent's complaint."""
    SIGNIFICANT = "significant"
    """Who is gone to with a matter of significance."""
    DIRECT_CONTACT = "direct_contact"
    """Where enquiries are sent, and which officers may be gone to directly."""


class EnquiryRule(Strict):
    """A clause on enquiries that sets no number of days."""

    rule: EnquiryMatter
    clause: Ref


class About(StrEnum):
    """What a complaint or concern is about: the doors that the protocols know between them."""

    OFFICER = "officer"
    HEAD_OF_SERVICE = "head_of_service"
    CHIEF_OFFICER = "chief_officer"
    CHIEF_EXECUTIVE = "chief_executive"
    MEMBER = "member"
    BREACH_BY_MEMBER = "breach_by_member"
    BREACH_BY_OFFICER = "breach_by_officer"
    INFORMATION_REQUEST = "information_request"
    ENQUIRY_HANDLING = "enquiry_handling"
    CONSTITUENT_COMPLAINT = "constituent_complaint"
    REPORT_CONTENT = "report_content"
    GROUP_ADVICE = "group_advice"
    SCRUTINY = "scrutiny"
    DECISION = "decision"
    WHISTLEBLOWING = "whistleblowing"
    MONITORING = "monitoring"
    INTERPRETATION = "interpretation"


class Stance(StrEnum):
    """What is known of how far a complaint or concern has come; it decides which steps are still ahead."""

    INFORMAL_TRIED = "informal_tried"
    """It was taken up informally, and that did not settle it."""
    SERIOUS = "serious"
    REPEATED = "repeated"
    UNRESOLVED = "unresolved"
    """A manager or other handler has dealt with it, and the person is still not content."""
    UPHELD = "upheld"
    CODE_BREACH = "code_breach"
    """It may also breach the members' code of conduct or the officers' disciplinary rules."""


class Step(Strict):
    """One step of a procedure: who is gone to, and how."""

    who: Sentence
    roles: list[Key] = Field(default_factory=list)
    how: Sentence
    clause: Ref
    when: Sentence | None = None
    only_if: list[Stance] = Field(default_factory=list)
    """The step is taken only where one of these is known; empty: always."""
    not_if: list[Stance] = Field(default_factory=list)
    """The step lies behind the person, or is left out, where one of these is known."""
    body: Sentence | None = None
    """The body in which the matter ends, where this step is taken."""


class Procedure(Strict):
    """A way to get something done, step by step."""

    key: Key
    kind: Literal["complaint", "information", "group_meeting", "report", "media", "publicity", "premises", "copying", "enquiry", "other"]
    title: Sentence
    reader: Reader | None = None
    about: list[About] = Field(default_factory=list)
    """The complaints and concerns that this procedure is the door for."""
    situations: list[Sentence] = Field(default_factory=list)
    """How people tell what brings them to this door, to know it from others about the same thing."""
    not_for: list[Sentence] = Field(default_factory=list)
    """How people tell of what looks like this door's matter, and for which the protocol has no route at all, or another protocol has."""
    steps: Annotated[list[Step], Field(min_length=1)]
    final_body: Sentence | None = None
    clauses: Annotated[list[Ref], Field(min_length=1)]


class Procedures(Strict):
    """`procedures.yml`."""

    reply_targets: list[ReplyTarget] = Field(default_factory=list)
    enquiry_rules: list[EnquiryRule] = Field(default_factory=list)
    procedures: list[Procedure] = Field(default_factory=list)
