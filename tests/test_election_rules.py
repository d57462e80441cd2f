"""A council's own rules for the time before an election, and the law beside them."""

from __future__ import annotations

import pytest

from bot.casework.election_rules import ElectionRules, election_rules
from protocol_data.basics import Force, Nation, Reader
from protocol_data.library import Library
from protocol_data.pack import Pack
from protocol_data.publicity_law import publicity_law


def rules(library: Library, council: str, reader: Reader = Reader.MEMBER) -> ElectionRules:
    return election_rules(library.pack(council), reader)


def refs(found: ElectionRules, key: str) -> list[str]:
    return [clause.ref for subject in found.subjects if subject.key == key for clause in subject.clauses]


@pytest.mark.parametrize(
    ("council", "reader", "first"),
    [
        ("southend", Reader.MEMBER, "9.5.7"),
        ("southend", Reader.OFFICER, "10.1.5"),
        ("leeds", Reader.MEMBER, "18.2"),
        ("leeds", Reader.OFFICER, "18.2"),
    ],
)
def test_a_protocol_that_speaks_of_elections_is_cited_best_first(library: Library, council: str, reader: Reader, first: str) -> None:
    found = rules(library, council, reader)

    assert not found.silent
    assert first == found.clauses[0].ref
    assert found.on_elections.answers[0].lead


@pytest.mark.parametrize("council", ["county", "district", "exeter"])
@pytest.mark.parametrize("reader", list(Reader))
def test_a_protocol_that_is_silent_on_elections_says_so_and_names_the_monitoring_officer(
    library: Library, council: str, reader: Reader
) -> None:
    found = rules(library, council, reader)

    assert found.silent
    assert "The run-up to an election" in found.silent_on
    assert library.council(council).monitoring_officer == found.ask


def test_the_media_and_publicity_clauses_that_hold_all_year_are_given_where_elections_are_not_mentioned(library: Library) -> None:
    found = rules(library, "exeter")

    assert ["12.3", "12.1", "12.2"] == refs(found, "media")
    assert ["13.1", "3.1"] == refs(found, "resources")
    assert ("The run-up to an election", "Public and ward meetings") == found.silent_on


def test_ward_meetings_before_a_poll_are_found_under_meetings_too(library: Library) -> None:
    assert "9.5.7" in refs(rules(library, "southend"), "meetings")


def test_an_officer_is_told_of_officers_speaking_to_the_media_first(library: Library) -> None:
    assert "10.1.7" == refs(rules(library, "southend", Reader.OFFICER), "media")[0]
    assert "10.1.2" == refs(rules(library, "southend", Reader.MEMBER), "media")[0]


def test_no_clause_stands_twice_and_none_is_another_councils(library: Library) -> None:
    for council in library.keys:
        for reader in Reader:
            found = rules(library, council, reader)
            numbers = [clause.ref for clause in found.clauses]

            assert len(set(numbers)) == len(numbers)
            assert all(library.pack(council).clause(clause.ref) == clause for clause in found.clauses)
            assert {clause.ref for subject in found.subjects for clause in subject.clauses} == set(numbers)


def test_the_law_is_given_with_its_source_even_where_the_protocol_is_silent_on_everything(library: Library) -> None:
    found = rules(library, "district")

    assert [
        "Local Government Act 1986, section 2",
        "Local Government Act 1986, sections 4 and 6",
        *(f"Code of Recommended Practice on Local Authority Publicity (31 March 2011), paragraph {number}" for number in (33, 34, 35)),
    ] == [rule.source for rule in found.law]


def test_the_act_holds_all_year_and_the_codes_care_only_before_a_poll() -> None:
    law = {rule.key: rule for rule in publicity_law().law}

    assert law["political_publicity"].always
    assert Force.MUST_NOT is law["political_publicity"].force
    assert not law["controversy_and_candidates"].always
    assert Force.SHOULD_NOT is law["controversy_and_candidates"].force


@pytest.mark.parametrize("nation", list(Nation))
def test_the_english_code_is_told_to_english_councils_only(library: Library, nation: Nation) -> None:
    pack = library.pack("county")
    there: Pack = pack.model_copy(update={"council": pack.council.model_copy(update={"nation": nation})})

    found = election_rules(there, Reader.OFFICER).law

    assert found
    assert (nation is Nation.ENGLAND) == any("2011), paragraph" in rule.source for rule in found)
    assert (nation is not Nation.NORTHERN_IRELAND) == any(rule.key == "political_publicity" for rule in found)
