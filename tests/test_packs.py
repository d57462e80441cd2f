"""The packs: whole, consistent, and faithful as far as a program can tell."""

from __future__ import annotations

import json

import pytest
from conftest import SOURCES

from protocol_data.basics import Force, Reader
from protocol_data.checks import check_folder
from protocol_data.library import Library, common_topics, superseded_notes

CLAUSES = {"exeter": 56, "county": 39, "district": 21, "southend": 146, "leeds": 168}
COUNCILS = sorted(CLAUSES)
needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="the published texts are not beside this checkout")


@pytest.mark.parametrize("council", COUNCILS)
def test_a_pack_has_no_faults(library: Library, council: str) -> None:
    pack, faults = check_folder(library.folder(council))

    assert [str(fault) for fault in faults] == []
    assert pack is not None
    assert CLAUSES[council] == len(pack.clauses)


@needs_sources
@pytest.mark.parametrize("council", COUNCILS)
def test_a_pack_covers_its_source_keeps_its_numbers_and_copies_no_sentence(library: Library, council: str) -> None:
    _, faults = check_folder(library.folder(council), SOURCES)

    assert [str(fault) for fault in faults] == []


@needs_sources
def test_every_numbered_clause_of_the_five_sources_has_its_entry(library: Library) -> None:
    sources = json.loads((SOURCES / "clauses.json").read_text(encoding="utf-8"))

    assert {council: set(refs) for council, refs in sources.items()} == {
        key: {c.ref for c in library.pack(key).clauses} for key in COUNCILS
    }
    assert sum(len(library.pack(key).clauses) for key in COUNCILS) == 430


@pytest.mark.parametrize("council", COUNCILS)
def test_every_clause_can_be_asked_for_in_many_ways(library: Library, council: str) -> None:
    few = {clause.ref: len(clause.asks) for clause in library.pack(council).clauses if len(clause.asks) < 8}

    assert few == {}


@pytest.mark.parametrize("council", COUNCILS)
def test_every_common_topic_is_answered_or_declared_silent(library: Library, council: str) -> None:
    topics = library.pack(council).topics

    assert list(common_topics()) == list(topics)
    for name, entry in topics.items():
        assert entry.silent or entry.for_reader(Reader.MEMBER), name


def test_there_are_about_ninety_topics_or_more_and_each_says_what_it_is_about() -> None:
    assert len(common_topics()) >= 90
    assert all(topic.about and topic.title for topic in common_topics().values())


def test_the_force_of_a_clause_is_as_the_source_has_it(library: Library) -> None:
    forces = {
        ("southend", "9.1.5"): Force.SHOULD,
        ("southend", "9.1.7"): Force.MUST,
        ("southend", "9.1.14"): Force.MUST_NOT,
        ("county", "2.1"): Force.MUST,
        ("exeter", "8.8"): Force.SHOULD,
    }

    assert forces == {(council, ref): clause.force for council, ref in forces if (clause := library.pack(council).clause(ref))}


def test_limits_stand_where_the_source_has_a_number_and_only_there(library: Library) -> None:
    targets = {key: [(t.working_days, t.calendar_days, t.clause) for t in library.pack(key).procedures.reply_targets] for key in COUNCILS}

    assert targets["southend"] == [(10, None, "9.1.5")]
    assert (5, None, "8.8") in targets["exeter"]
    assert targets["county"] == [(None, 14, "2.1")]
    assert targets["district"] == []
    assert targets["leeds"] == []


def test_clauses_that_name_law_or_bodies_that_are_gone_carry_a_note(library: Library) -> None:
    noted = {(key, clause.ref) for key in COUNCILS for clause in library.pack(key).clauses if clause.superseded}

    assert {
        ("exeter", "8.6"),
        ("exeter", "9.2"),
        ("county", "1.5"),
        ("district", "5.1"),
        ("southend", "9.1.14"),
        ("leeds", "24.1"),
        ("leeds", "10.18"),
    } <= noted
    assert all(note.note for note in superseded_notes().values())
