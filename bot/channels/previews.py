"""What of a nudge a notification may show: it appears on locked screens. The same on every channel. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.reminders.nudge import CaseKind
from bot.reminders.refs import PREFIXES

if TYPE_CHECKING:
    from bot.reply import Reply

NOTICE = "You have a reminder that is for you alone. Open this conversation to read it."
"""All that a notification shows of a nudge that may be confidential."""
_MAY_BE_PREVIEWED = frozenset({CaseKind.ENQUIRY, CaseKind.ELECTION, CaseKind.REPORT})
"""The cases whose nudges a notification may show: not complaints, and not what people wrote down for themselves."""
_REF = re.compile(rf"\b({'|'.join(PREFIXES.values())})-(\d{{1,10}})\b")
_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}


def previewed(nudge: Reply) -> bool:
    """Tell whether a notification may show a nudge as it is. One that is about several cases may hold anything, and unsure means no."""
    cases, every = _cases(nudge), all(_REF.search(button.says) for button in nudge.buttons)  # one about several has a button of no case
    return not nudge.buttons or (
        every and len(cases) == 1 and {kind for kind, _ in cases} <= _MAY_BE_PREVIEWED
    )  # only news asks for nothing


def _cases(nudge: Reply) -> set[tuple[CaseKind, int]]:
    """Read which cases a nudge's buttons are about; what it says is not searched, for in it stands what people wrote."""
    return {(_KINDS[found[1]], int(found[2])) for button in nudge.buttons for found in _REF.finditer(button.says)}
