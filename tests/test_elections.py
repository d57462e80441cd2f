"""Election timetables against those that were published, and the traps that the rules set."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.calendar.elections import ElectionCalendar, UnsupportedElectionError, timetable
from bot.calendar.holidays import Holiday, OutOfRangeError
from bot.calendar.working_days import WorkingCalendar
from protocol_data import elections_law as law_module
from protocol_data.basics import Nation
from protocol_data.elections_law import ElectionKind, elections_law
from protocol_data.yaml_source import PackError

PRINCIPAL, BY_ELECTION, PARISH, LONDON, COMMONS = (
    ElectionKind.PRINCIPAL,
    ElectionKind.BY_ELECTION,
    ElectionKind.PARISH,
    ElectionKind.LONDON,
    ElectionKind.UK_PARLIAMENT,
)
ENGLAND, WALES, SCOTLAND, IRELAND = Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND, Nation.NORTHERN_IRELAND
MAY_2027 = date(2027, 5, 6)


@pytest.mark.parametrize(("poll", "kind", "nation", "notice_by"), [
    (date(2007, 5, 3), PRINCIPAL, ENGLAND, date(2007, 3, 27)),
    (date(2016, 5, 5), PRINCIPAL, ENGLAND, date(2016, 3, 30)),
    (date(2017, 5, 4), PARISH, ENGLAND, date(2017, 3, 27)),
    (date(2019, 5, 2), PRINCIPAL, ENGLAND, date(2019, 3, 26)),
    (date(2021, 8, 12), BY_ELECTION, ENGLAND, date(2021, 7, 8)),
    (date(2021, 12, 2), BY_ELECTION, ENGLAND, date(2021, 10, 28)),
    (date(2022, 5, 5), PRINCIPAL, ENGLAND, date(2022, 3, 28)),
    (date(2022, 5, 5), PRINCIPAL, WALES, date(2022, 3, 28)),
    (date(2022, 9, 8), BY_ELECTION, ENGLAND, date(2022, 8, 3)),
    (date(2023, 3, 16), PARISH, ENGLAND, date(2023, 2, 9)),
    (date(2023, 5, 25), BY_ELECTION, ENGLAND, date(2023, 4, 18)),
    (date(2023, 9, 21), BY_ELECTION, ENGLAND, date(2023, 8, 16)),
    (date(2024, 5, 2), LONDON, ENGLAND, date(2024, 3, 19)),
    (date(2024, 11, 20), BY_ELECTION, ENGLAND, date(2024, 10, 16)),
    (date(2025, 2, 6), PARISH, ENGLAND, date(2025, 1, 2)),
    (date(2025, 5, 1), PRINCIPAL, ENGLAND, date(2025, 3, 25)),
    (date(2026, 5, 7), PRINCIPAL, ENGLAND, date(2026, 3, 30)),
    (date(2023, 5, 18), PRINCIPAL, IRELAND, date(2023, 4, 11)),
    (date(2015, 5, 7), COMMONS, ENGLAND, date(2015, 4, 2)),
    (date(2017, 6, 8), COMMONS, ENGLAND, date(2017, 5, 8)),
    (date(2019, 12, 12), COMMONS, ENGLAND, date(2019, 11, 11)),
    (date(2024, 7, 4), COMMONS, ENGLAND, date(2024, 6, 4)),
    (date(2027, 1, 14), BY_ELECTION, ENGLAND, date(2026, 12, 4)),
    (date(2027, 1, 21), BY_ELECTION, ENGLAND, date(2026, 12, 11)),
    (date(2027, 4, 22), BY_ELECTION, ENGLAND, date(2027, 3, 16)),
    (MAY_2027, PRINCIPAL, ENGLAND, date(2027, 3, 31)),
    (MAY_2027, PRINCIPAL, WALES, date(2027, 3, 31)),
    (MAY_2027, PRINCIPAL, IRELAND, date(2027, 3, 31)),
    (date(2027, 6, 10), BY_ELECTION, ENGLAND, date(2027, 5, 5)),
    (date(2028, 5, 4), PRINCIPAL, ENGLAND, date(2028, 3, 27)),
    (date(2028, 5, 4), LONDON, ENGLAND, date(2028, 3, 20)),
    (date(2024, 5, 2), ElectionKind.PCC, WALES, date(2024, 3, 26)),
    (date(2024, 5, 2), ElectionKind.MAYORAL, ENGLAND, date(2024, 3, 26)),
])  # fmt: skip
def test_the_latest_day_for_notice_of_election_is_that_of_the_published_timetable(
    poll: date, kind: ElectionKind, nation: Nation, notice_by: date
) -> None:
    found = timetable(poll, kind, nation)

    assert notice_by == found.notice_by == found.period_starts
    assert found.begins == "no later than"
    assert found.notice_from is None


@pytest.mark.parametrize(("poll", "dissolution"), [
    (date(2015, 5, 7), date(2015, 3, 30)),
    (date(2017, 6, 8), date(2017, 5, 3)),
    (date(2019, 12, 12), date(2019, 11, 6)),
    (date(2024, 7, 4), date(2024, 5, 30)),
])  # fmt: skip
def test_parliament_is_dissolved_25_days_before_the_poll_over_every_nations_bank_holidays(poll: date, dissolution: date) -> None:
    assert dissolution == rungs(poll, COMMONS, ENGLAND)["dissolution"]
    assert dissolution == rungs(poll, COMMONS, SCOTLAND)["dissolution"]


@pytest.mark.parametrize(("poll", "earliest", "latest", "nominations", "registration"), [
    # Council elections as published by the Electoral Commission and councils; the notice of 2017 and 2022 came out on the earliest day.
    (date(2017, 5, 4), date(2017, 3, 13), date(2017, 3, 22), date(2017, 3, 29), date(2017, 4, 17)),
    (date(2022, 5, 5), date(2022, 3, 14), date(2022, 3, 23), date(2022, 3, 30), date(2022, 4, 18)),
    # By-elections, with no Easter Monday in between.
    (date(2020, 10, 8), date(2020, 8, 20), date(2020, 8, 31), date(2020, 9, 7), date(2020, 9, 22)),
    (date(2022, 12, 8), date(2022, 10, 19), date(2022, 10, 28), date(2022, 11, 4), date(2022, 11, 21)),
])  # fmt: skip
def test_scotland_has_a_window_and_skips_easter_monday_for_the_notice_but_not_for_registration(
    poll: date, earliest: date, latest: date, nominations: date, registration: date
) -> None:
    found = timetable(poll, PRINCIPAL, SCOTLAND)
    days = rungs(poll, PRINCIPAL, SCOTLAND)

    assert (earliest, latest) == (found.notice_from, found.notice_by)
    assert (nominations, registration) == (days["nominations_close"], days["registration"])
    assert latest == found.period_starts


def test_scotlands_window_for_may_2027_is_counted_like_those_of_2017_and_2022() -> None:
    found = timetable(MAY_2027, PRINCIPAL, SCOTLAND)

    assert (date(2027, 3, 15), date(2027, 3, 24)) == (found.notice_from, found.notice_by)


def test_the_other_dates_of_an_english_election_follow() -> None:
    days = rungs(date(2022, 9, 22), BY_ELECTION, ENGLAND)

    assert date(2022, 8, 24) == days["nominations_close"]
    assert date(2022, 9, 5) == days["registration"]
    assert date(2022, 9, 6) == days["postal_applications"]
    assert days["proxy_applications"] == date(2022, 9, 13)


def rungs(poll: date, kind: ElectionKind, nation: Nation) -> dict[str, date]:
    return {rung.key: rung.day for rung in timetable(poll, kind, nation).rungs}


def test_christmas_eve_is_not_counted_in_an_election_although_it_is_for_enquiries() -> None:
    found = timetable(date(2026, 1, 15), BY_ELECTION, ENGLAND)

    assert date(2025, 12, 5) == found.notice_by
    assert "Christmas Eve" in {day.reason for day in found.skipped}
    assert WorkingCalendar(ENGLAND).is_working(date(2025, 12, 24))


def test_a_published_notice_is_used_as_it_is_and_the_computed_day_is_kept_beside_it() -> None:
    found = timetable(date(2022, 9, 22), BY_ELECTION, ENGLAND, notice=date(2022, 8, 17))

    assert date(2022, 8, 17) == found.period_starts == found.notice_published
    assert date(2022, 8, 16) == found.notice_by
    assert found.differs
    assert found.begins == "on"


def test_a_published_notice_on_the_latest_day_does_not_differ() -> None:
    assert not timetable(MAY_2027, PRINCIPAL, ENGLAND, notice=date(2027, 3, 31)).differs
    assert not timetable(MAY_2027, PRINCIPAL, ENGLAND).differs


def test_the_period_ends_at_the_close_of_poll_or_when_the_council_says() -> None:
    usual = timetable(MAY_2027, PRINCIPAL, ENGLAND)
    later = timetable(MAY_2027, PRINCIPAL, ENGLAND, close_of_poll=time(23, 59))

    assert (MAY_2027, time(22)) == (usual.period_ends, usual.close_of_poll)
    assert (MAY_2027, time(23, 59)) == (later.period_ends, later.close_of_poll)


def test_a_day_of_mourning_moves_the_notice_to_an_earlier_day() -> None:
    appointed = frozenset({Holiday(date(2027, 4, 14), "Day of mourning")})
    found = timetable(MAY_2027, PRINCIPAL, ENGLAND, appointed=appointed)

    assert date(2027, 3, 30) == found.notice_by
    assert "Day of mourning" in {day.reason for day in found.skipped}


@pytest.mark.parametrize(("kind", "nation", "why"), [
    (LONDON, WALES, "elected in England only"),
    (PARISH, SCOTLAND, "community councils in Scotland"),
    (PARISH, IRELAND, "no parish councils"),
    (ElectionKind.PCC, SCOTLAND, "England and Wales only"),
    (ElectionKind.MAYORAL, IRELAND, "no mayors are elected"),
    (BY_ELECTION, IRELAND, "within 21 days"),
])  # fmt: skip
def test_an_election_that_a_nation_has_not_is_refused_with_the_reason(kind: ElectionKind, nation: Nation, why: str) -> None:
    with pytest.raises(UnsupportedElectionError, match=why):
        timetable(MAY_2027, kind, nation)


def test_every_kind_in_every_nation_has_a_timetable_or_a_reason_why_not() -> None:
    law = elections_law()
    known = {(kind, nation) for rule in law.timetables for kind in rule.kinds for nation in rule.nations}
    none = {(entry.kind, nation) for entry in law.none for nation in entry.nations}

    assert {(kind, nation) for kind in ElectionKind for nation in Nation} == known | none
    assert set() == known & none


def test_a_poll_before_the_rules_began_is_refused() -> None:
    with pytest.raises(UnsupportedElectionError, match="from 2007-05-03 on"):
        timetable(date(2004, 6, 10), PRINCIPAL, ENGLAND)


def test_wales_changes_its_rules_on_5_may_2022() -> None:
    assert "2006/3304" in timetable(date(2022, 5, 4), BY_ELECTION, WALES).source
    assert "2021/1459" in timetable(date(2022, 5, 5), BY_ELECTION, WALES).source


@pytest.mark.parametrize("notice", [MAY_2027, MAY_2027 + timedelta(days=1)])
def test_a_notice_that_is_not_before_polling_day_is_refused(notice: date) -> None:
    with pytest.raises(ValueError, match="has to be before polling day"):
        timetable(MAY_2027, PRINCIPAL, ENGLAND, notice=notice)


def test_a_polling_day_out_of_range_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="9999-05-06"):
        timetable(date(9999, 5, 6), PRINCIPAL, ENGLAND)


def test_an_odd_polling_day_and_an_uncertain_one_are_remarked_on() -> None:
    assert any("(Sunday)" in note for note in timetable(date(2027, 5, 9), PRINCIPAL, ENGLAND).notes)
    assert any("may still be added" in note for note in timetable(date(2031, 5, 1), PRINCIPAL, ENGLAND).notes)
    assert timetable(MAY_2027, PRINCIPAL, ENGLAND).notes == ()


@pytest.mark.parametrize(("line", "says"), [
    ("    ladder: local", "there is no ladder nowhere"),
    ("    calendar: england_and_wales", "there is no calendar nowhere"),
])  # fmt: skip
def test_a_slip_in_the_data_is_named_with_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, says: str) -> None:
    broken = tmp_path / "elections.yml"
    name = line.split(":", maxsplit=1)[0]
    broken.write_text(law_module._FILE.read_text(encoding="utf-8").replace(line, f"{name}: nowhere", 1), encoding="utf-8")
    monkeypatch.setattr(law_module, "_FILE", broken)
    elections_law.cache_clear()
    try:
        with pytest.raises(PackError, match=f"elections.yml.*{says}"):
            elections_law()
    finally:
        elections_law.cache_clear()


@settings(derandomize=True, max_examples=100, deadline=None, database=None)
@given(some.dates(date(2022, 5, 5), date(2035, 12, 31)), some.dates(date(2022, 1, 1), date(2035, 12, 31)))
def test_no_date_falls_on_a_day_that_is_not_counted_and_an_added_one_never_makes_the_notice_later(poll: date, added: date) -> None:
    found = timetable(poll, PRINCIPAL, ENGLAND)
    days = ElectionCalendar(elections_law().calendars["england_and_wales"])

    assert all(days.is_working(rung.day) for rung in found.rungs)
    assert days.is_working(found.notice_by)
    assert (poll - found.notice_by).days == 25 + len(found.skipped)
    assert timetable(poll, PRINCIPAL, ENGLAND, appointed=frozenset({Holiday(added, "Added")})).notice_by <= found.notice_by
