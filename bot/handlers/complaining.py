"""A complaint or concern: a short conversation that ends at the right door, with a drafted letter. What is said here is for the person alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import telling
from bot.casework.leading import Led, lead
from bot.casework.letters import draft_letter
from bot.casework.routes import Asks, Standing, open_questions, route
from bot.casework.telling import about_words, headline
from bot.dialog.fields import NO, YES, Field, Kind, Option
from bot.dialog.pending import WAY
from bot.dialog.tasks import Setting, Values, task
from bot.handlers.walking import citations, final_fact, step_lines
from bot.reply import Action, Attachment, Audience, Button, Reply
from intents.situations import read_situation
from intents.understanding import Outcome
from protocol_data.procedures import About, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.casework.routes import OpenQuestion, Route
    from intents.interpreter import Interpreter
    from protocol_data.basics import Reader
    from protocol_data.pack import Pack

RECORD = "record_complaint"
_BEEN_TO, _ASKED = "been_to", "asked"
"""Values, with commas between: to whom the person has gone, and what they ask after; they are no fields."""


def led(pack: Pack, reader: Reader, values: Values, interpreter: Interpreter) -> Led:
    """Lead a person to a door from what they said and what they answered; an answer beats a reading.

    Args:
        pack: the council's pack.
        reader: who complains.
        values: `said` (their sentence), `matter`, `door` and stances as answered, `about` as a slot found it.
        interpreter: reads the sentence.

    Returns:
        The route with the standing that it goes by.

    """
    answered = frozenset(stance for stance in Stance if values.get(stance.value) == YES)
    denied = frozenset(stance for stance in Stance if values.get(stance.value) and stance not in answered)
    matter = About(values["matter"]) if values.get("matter") else None
    reading = read_situation(values["said"], pack, reader, interpreter, matter) if values.get("said") else None
    if reading is not None and not reading.sure and matter is None and values.get("about") in set(About):
        matter = About(values["about"])  # the slot tells at least of whom
        reading = read_situation(values["said"], pack, reader, interpreter, matter)
    been_to, asked = frozenset(_list(values, _BEEN_TO)), frozenset(map(Stance, _list(values, _ASKED)))
    found = lead(pack, Standing(reader, matter, answered, been_to, asked, denied), reading)
    if values.get("door"):
        return replace(found, route=route(pack, found.standing, (values["door"],)), likely=(values["door"],), sure=True)
    return found


def led_again(found: Led) -> dict[str, str]:
    """Give the values by which `led` leads to the same door without the person's words: those need not be carried any further, and can't be lost on the way."""
    about, procedure, standing = found.standing.about, found.route.procedure, found.standing
    known = {
        "matter": about.value if about else "",
        "door": procedure.key if procedure else "",
        _BEEN_TO: ",".join(sorted(standing.been_to)),
        _ASKED: ",".join(sorted(standing.asked)),
    }
    told = dict.fromkeys(map(str, standing.denied), NO) | dict.fromkeys(map(str, standing.stances), YES)
    return {name: value for name, value in (known | told).items() if value}


def _list(values: Values, name: str) -> list[str]:
    return [its for its in values.get(name, "").split(",") if its]


async def _fields(setting: Setting, values: Values) -> Sequence[Field]:
    found = led(setting.pack, setting.context.message.reader, values, setting.context.interpreter)
    likely = found.likely if found.sure else ()
    said_of_whom = {values.get("matter"), values.get("about")}
    standing = found.standing if found.sure or found.standing.about in said_of_whom else replace(found.standing, about=None)
    titles = {its.key: its.title for its in setting.pack.procedures.procedures}
    fields = [_known(name, values, titles) for name in ("matter", "door", *Stance)]
    questions = [its for its in open_questions(setting.pack, standing, likely) if _timely(its, standing, values)]
    return [*(its for its in fields if its is not None), *(_asked(setting.pack, question) for question in questions)]


def _timely(question: OpenQuestion, standing: Standing, values: Values) -> bool:
    """Tell whether a question makes sense yet: whether a complaint was upheld only where somebody has dealt with it, as the person answered."""
    if question.stance is not Stance.UPHELD:
        return True
    return bool(standing.been_to) or values.get(Stance.UNRESOLVED.value) == YES


def _known(name: str, values: Values, titles: Mapping[str, str]) -> Field | None:
    """Show what was answered; nothing is left to pick."""
    value = values.get(name)
    if not value:
        return None
    if name == "matter":
        return Field(name, "About", "", Kind.CHOICE, (Option(value, _label(About(value))),))
    if name == "door":
        return Field(name, "Way", "", Kind.CHOICE, (Option(value, titles.get(value, value)),))
    return Field(name, telling.stance_label(Stance(name)), "", Kind.YES_NO)


def _label(about: About) -> str:
    words = about_words(about)
    return words[0].upper() + words[1:]


def _asked(pack: Pack, question: OpenQuestion) -> Field:
    match question.asks:
        case Asks.ABOUT:
            options = tuple(Option(value, _label(About(value))) for value in question.options)
            return Field("matter", "About", "What or whom is it about?", Kind.CHOICE, options)
        case Asks.PROCEDURE:
            titles = {procedure.key: procedure.title for procedure in pack.procedures.procedures}
            return Field("door", "Way", "Which of these fits?", Kind.CHOICE, tuple(Option(key, titles[key]) for key in question.options))
        case Asks.STANCE:
            stance = question.stance or Stance.SERIOUS
            return Field(stance.value, telling.stance_label(stance), telling.stance_question(stance), Kind.YES_NO)


@task("route_complaint", "Complaint route", _fields, private=True)
async def route_complaint(setting: Setting, values: Values) -> Reply:
    """Show the steps still ahead, with the letter to the first office-holder, and offer to keep a confidential record."""
    found = led(setting.pack, setting.context.message.reader, values, setting.context.interpreter)
    reply = told(setting.pack, found.route, found.standing)
    dialog, origin = setting.context.dialog, setting.context.message.origin
    reply = replace(reply, known=led_again(found) | ({WAY: origin} if origin else {}))
    if dialog is not None and found.route.steps and (asks := await dialog.offer(setting, RECORD, dict(reply.known))):
        reply = replace(
            reply,
            points=(*reply.points, telling.offer_record(setting.pack.council)),
            buttons=(Button("Yes, keep a record", "yes"), Button("No", "no")),
            asks=asks,
        )
    return reply


def told(pack: Pack, found: Route, standing: Standing) -> Reply:
    """Tell a route; where there is none, say so and name whom to ask."""
    letter = draft_letter(pack, found, standing)
    if not found.steps:
        return Reply(
            Outcome.ACTION,
            "route_complaint",
            headline(pack, found, standing),
            action=Action("route_complaint", {}),
            audience=Audience.DIRECT,
        )
    about = standing.about.value if standing.about else None
    return Reply(
        Outcome.ACTION,
        "route_complaint",
        headline(pack, found, standing),
        points=step_lines(found),
        facts=final_fact(found),
        citations=citations(pack, found),
        attachments=(Attachment(letter.subject, letter.text),),
        action=Action("route_complaint", {"about": about} if about else {}),
        audience=Audience.DIRECT,
    )
