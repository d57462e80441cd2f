"""Cards of an invented council, as they are kept in `golden/teams`.

`python tests/teams_samples.py` writes the golden files anew: look at the difference before it is committed.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from slack_samples import ANSWER, ASKS, CASE, CLARIFY, DECLINE, HOLD_FORM, LISTED, LOG_FORM, ROUTE

from bot.channels.teams.cards.form import Shown, form_card
from bot.channels.teams.cards.message import message
from bot.channels.teams.cards.settled import for_each, settled
from bot.reply import Button, Fact, Reply
from intents.understanding import Outcome

GOLDEN = Path(__file__).parent / "golden" / "teams"
WHEN = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/London"))
TALK = {"talk": "teams:conversation"}
FOR_TEAM = Reply(
    Outcome.ANSWER,
    "reminder",
    "There is a reminder about ENQ-12.",
    points=("What it is about is shown to those who may see it.",),
    facts=(Fact("Due", "Thursday 3 December 2026"),),
    buttons=(Button("Answered", "ENQ-12 is answered"), Button("Show it", "show ENQ-12")),
)
SAMPLES: dict[str, dict[str, Any]] = {
    "answer": message(ANSWER),
    "clarify": message(CLARIFY),
    "decline": message(DECLINE),
    "case": message(CASE, TALK),
    "list": message(LISTED),
    "route": message(ROUTE),
    "asks": message(ASKS, TALK),
    "form_log": form_card(LOG_FORM, TALK),
    "form_hold": form_card(
        HOLD_FORM,
        TALK,
        Shown(problems={"until": "That date is before the enquiry came in. Give a later one."}, given={"until": "2026-11-01"}),
    ),
    "form_in_chat": form_card(HOLD_FORM, TALK, Shown(dialog=False, problem="The register could not be reached. Send it again.")),
    "settled": settled(CASE, "Marked as answered", "Bo Baker", WHEN),
    "for_team": for_each(FOR_TEAM, "show ENQ-12", ["29:one", "29:two"], {"case": "ENQ-12"}),
}


def written(card: dict[str, Any]) -> str:
    return json.dumps(card, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, its in SAMPLES.items():
        (GOLDEN / f"{name}.json").write_text(written(its), encoding="utf-8")
