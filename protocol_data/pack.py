"""The typed model of a council's pack: what its YAML files may say.

Every model forbids unknown fields, so that a slip of the pen in the data is an error and not a silence.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Ref = Annotated[str, Field(pattern=r"^\d+(\.\d+)*$", max_length=20)]


def _no_control_characters(text: str) -> str:
    """Refuse what could steer a terminal or turn text around; a line break is none of that."""
    if any(unicodedata.category(character) in {"Cc", "Cf"} and character != "\n" for character in text):
        raise ValueError("control characters are not allowed")
    return text


Sentence = Annotated[str, Field(min_length=1, max_length=3000), AfterValidator(_no_control_characters)]


class Reader(StrEnum):
    """Who is asking: the two parties of every Member/Officer protocol."""

    MEMBER = "member"
    OFFICER = "officer"


class Force(StrEnum):
    """How strongly a clause binds, in the source's own sense."""

    MUST = "must"
    MUST_NOT = "must_not"
    SHOULD = "should"
    SHOULD_NOT = "should_not"
    MAY = "may"
    RIGHT = "right"
    FACT = "fact"


class Nation(StrEnum):
    """The nation whose bank holidays and election rules apply."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class Strict(BaseModel):
    """The base of all that is read from data: a field that the model doesn't know is a fault, and nothing is changed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class OfficeHolder(Strict):
    """A council's own title for a role that all councils have, and the clause that names it."""

    title: Sentence
    clause: Ref


class Protocol(Strict):
    """The document that the pack is made from."""

    title: Sentence
    edition: Sentence
    issued: date | None = None


class Terms(Strict):
    """The council's own word for each thing."""

    member: Sentence = "Member"
    officer: Sentence = "Officer"
    chief_officer: Sentence = "Chief Officer"
    standards_body: Sentence | None = None


class Council(Strict):
    """`council.yml`: who the council is and what it calls its office-holders."""

    key: Key
    name: Sentence
    aliases: list[Sentence] = []
    nation: Nation
    timezone: str
    protocol: Protocol
    terms: Terms
    roles: dict[Key, OfficeHolder]

    @field_validator("timezone")
    @classmethod
    def _timezone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"there is no timezone {name!r}") from None
        return name

    @property
    def monitoring_officer(self) -> str:
        """The title of the person to ask when the protocol gives no answer."""
        holder = self.roles.get("monitoring_officer")
        return holder.title if holder else "Monitoring Officer"


class Limit(Strict):
    """A number in a clause that limits something."""

    value: float
    unit: Sentence
    what: Sentence


class Clause(Strict):
    """One numbered clause of the protocol, in our own words."""

    ref: Ref
    heading: Annotated[Sentence, Field(max_length=120)]
    binds: Annotated[list[Key], Field(min_length=1)]
    force: Force
    summary: Sentence
    topics: Annotated[list[Key], Field(min_length=1, max_length=5)]
    see: list[Ref] = []
    roles: list[Key] = []
    limits: list[Limit] = []
    superseded: list[Key] = []
    asks: Annotated[list[Sentence], Field(min_length=3)]


class TopicAnswer(Strict):
    """What one reader is told on one topic: a lead, and the clauses that answer, best first."""

    lead: Sentence
    clauses: Annotated[list[Ref], Field(min_length=1)]


class TopicEntry(Strict):
    """A council's position on a topic of the common list: an answer per reader, or declared silence."""

    silent: bool = False
    member: TopicAnswer | None = None
    officer: TopicAnswer | None = None

    @model_validator(mode="after")
    def _silent_or_answered(self) -> Self:
        if self.silent == (self.member is not None or self.officer is not None):
            raise ValueError("a topic is either silent or has an answer for member or officer")
        return self

    def for_reader(self, reader: Reader) -> TopicAnswer | None:
        """Give the answer for this reader; the other reader's where only that one exists, for it is the same protocol."""
        first, second = (self.member, self.officer) if reader is Reader.MEMBER else (self.officer, self.member)
        return first or second


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
    otherwise: list[Otherwise] = []
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
    roles: list[Key] = []
    how: Sentence
    clause: Ref
    when: Sentence | None = None
    only_if: list[Stance] = []
    """The step is taken only where one of these is known; empty: always."""
    not_if: list[Stance] = []
    """The step lies behind the person, or is left out, where one of these is known."""
    body: Sentence | None = None
    """The body in which the matter ends, where this step is taken."""


class Procedure(Strict):
    """A way to get something done, step by step."""

    key: Key
    kind: Literal["complaint", "information", "group_meeting", "report", "media", "publicity", "premises", "copying", "enquiry", "other"]
    title: Sentence
    reader: Reader | None = None
    about: list[About] = []
    """The complaints and concerns that this procedure is the door for."""
    situations: list[Sentence] = []
    """How people tell what brings them to this door, to know it from others about the same thing."""
    not_for: list[Sentence] = []
    """How people tell of what looks like this door's matter, and for which the protocol has no route at all, or another protocol has."""
    steps: Annotated[list[Step], Field(min_length=1)]
    final_body: Sentence | None = None
    clauses: Annotated[list[Ref], Field(min_length=1)]


class Procedures(Strict):
    """`procedures.yml`."""

    reply_targets: list[ReplyTarget] = []
    enquiry_rules: list[EnquiryRule] = []
    procedures: list[Procedure] = []


class Superseded(Strict):
    """A note on law or a body that a clause names and that is gone (`law/superseded.yml`)."""

    says: Sentence
    note: Sentence


class Topic(Strict):
    """A topic of the list common to all councils (`topics.yml`)."""

    title: Sentence
    about: Sentence


class Pack(Strict):
    """A council's whole pack, loaded and checked for shape; `checks.py` tells whether it is also right."""

    council: Council
    clauses: list[Clause]
    topics: dict[Key, TopicEntry]
    procedures: Procedures

    def clause(self, ref: str) -> Clause | None:
        """Find a clause by its number."""
        return next((clause for clause in self.clauses if clause.ref == ref), None)
