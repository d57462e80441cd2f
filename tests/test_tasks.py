"""Tasks as they are registered."""

from __future__ import annotations

from uuid import uuid4

import pytest

from bot.dialog.tasks import TITLE, Setting, Values, no_fields, task, task_named
from bot.reply import Reply
from intents.understanding import Outcome


async def does_nothing(_setting: Setting, _values: Values) -> Reply:
    return Reply(Outcome.ACTION, "nothing", "Nothing was done.")


def test_a_title_that_just_fits_above_a_form_is_taken() -> None:
    name = uuid4().hex
    task(name, "x" * TITLE, no_fields)(does_nothing)
    made = task_named(name)

    assert made is not None
    assert 24 == len(made.title)


def test_a_title_that_does_not_fit_above_a_form_is_refused() -> None:
    with pytest.raises(ValueError, match="has 25 characters, and there is room for 24"):
        task(uuid4().hex, "x" * (TITLE + 1), no_fields)
