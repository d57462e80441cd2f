"""Secrets at rest: sealed under the first key, opened by each, and never lost for want of one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import NOON
from pydantic import SecretStr, ValidationError

from bot.config import Settings
from bot.store.sealing import Seal, SealedError, new_key

OLD, NEW = new_key(), new_key()
TOKEN = "xoxb-a-token-of-the-tests"  # noqa: S105 - no secret


def seal(*keys: str) -> Seal:
    return Seal(SecretStr(",".join(keys)) if keys else None)


def test_what_is_sealed_shows_nothing_and_is_opened_again() -> None:
    kept = seal(NEW).close(TOKEN)

    assert TOKEN not in kept
    assert TOKEN == seal(NEW).open(kept)


def test_without_a_key_a_secret_is_kept_as_it_is_and_read_with_one_too() -> None:
    kept = seal().close(TOKEN)

    assert TOKEN == kept
    assert [TOKEN, TOKEN] == [seal().open(kept), seal(NEW).open(kept)]


def test_after_a_change_of_keys_both_are_opened_and_the_first_seals() -> None:
    before = seal(OLD).close(TOKEN)
    both = seal(NEW, OLD)

    assert TOKEN == both.open(before)
    assert TOKEN == seal(NEW).open(both.close(TOKEN))
    assert [False, True] == [both.is_up_to_date(kept) for kept in (before, both.close(TOKEN))]


@pytest.mark.parametrize(("keys", "says"), [((NEW,), "another key"), ((), "not set")])
def test_where_the_key_is_missing_it_is_said_what_to_do_and_nothing_of_the_secret(keys: tuple[str, ...], says: str) -> None:
    with pytest.raises(SealedError, match=says) as told:
        seal(*keys).open(seal(OLD).close(TOKEN))

    assert "install the app again" in str(told.value)
    assert TOKEN not in str(told.value)


@pytest.mark.parametrize(
    ("given", "which"), [("too-short", "it is no key"), (f"{NEW}, too-short", "key 2 of 2 is no key")], ids=["one", "second"]
)
def test_what_is_no_key_is_refused_in_the_settings_without_being_repeated(given: str, which: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None, secret_key=given)  # type: ignore[call-arg, arg-type] # pydantic's own
    (fault,) = refused.value.errors()

    assert which in fault["msg"]
    assert "too-short" not in fault["msg"]


def test_an_empty_key_is_none() -> None:
    assert Settings.model_validate({"secret_key": " "}).secret_key is None


def test_what_goes_round_by_somebody_else_comes_back_as_it_was_while_it_is_young_enough() -> None:
    sealed = seal(OLD).stamp("to the letter", NOON)
    found = [seal(NEW, OLD).stamped(sealed, NOON + timedelta(seconds=seconds), 600) for seconds in (0, 600, 601)]

    assert ["to the letter", "to the letter", None] == found


@pytest.mark.parametrize(
    "came",
    ["", "to the letter", "é", "fernet:", seal(OLD).stamp("to the letter", NOON), seal(NEW).stamp("x", NOON)[:-2]],
    ids=["nothing", "as it was", "another letter", "a mark alone", "under another key", "cut"],
)
def test_what_was_not_sealed_here_or_was_changed_is_nothing(came: str) -> None:
    assert seal(NEW).stamped(came, NOON, 600) is None
    assert seal().stamped(came, NOON, 600) is None


def test_nothing_goes_round_without_a_key() -> None:
    with pytest.raises(ValueError, match="no key"):
        seal().stamp("to the letter", NOON)
