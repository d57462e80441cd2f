"""Sentences read into standings: what they are about, who was gone to, how far it has come. The council is one that only the tests know."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import EVALUATION
from rapidfuzz import fuzz, process
from sixth_council import KEY, sixth_council

from bot.route_evaluation import read_route_cases
from intents.interpreter import Interpreter, load_embedder
from intents.pattern import commas, compile_pattern, plain
from intents.sentence_parts import told_parts
from intents.situation_lessons import situations
from intents.situations import SituationReading, read_situation
from intents.standing_words import Teller, about_named, standing_words
from intents.text import phrase_key
from protocol_data.basics import Reader
from protocol_data.library import Library
from protocol_data.pack import Pack
from protocol_data.procedures import About, Stance


class Desk:
    """Reads sentences for one council."""

    def __init__(self, pack: Pack, interpreter: Interpreter) -> None:
        self.pack, self.interpreter = pack, interpreter

    def reads(self, text: str, complainant: Reader = Reader.MEMBER, about: About | None = None) -> SituationReading:
        return read_situation(text, self.pack, complainant, self.interpreter, about)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    sixth_council(folder)
    return folder


@pytest.fixture(scope="module")
def desk(shelf: Path) -> Desk:
    library = Library(shelf)
    return Desk(library.pack(KEY), Interpreter(library, load_embedder()))


@pytest.fixture(scope="module")
def teller(desk: Desk) -> Teller:
    return Teller.of(desk.pack)


def roles(teller: Teller, text: str) -> set[str]:
    return {role for visit in teller.visits(text) for role in visit.roles}


@pytest.mark.parametrize(("complainant", "text", "about"), [
    (Reader.MEMBER, "one of the planners was so offensive to me on Tuesday", About.OFFICER),
    (Reader.MEMBER, "the chief exec has been horrible to me", About.CHIEF_EXECUTIVE),
    (Reader.OFFICER, "Cllr yelled at me in the foyer", About.MEMBER),
    (Reader.MEMBER, "they will not let me see the contract file", About.INFORMATION_REQUEST),
    (Reader.OFFICER, "someone in my team is taking bribes and I'm scared to say so", About.WHISTLEBLOWING),
    (Reader.MEMBER, "a resident wants to complain about her bins", About.CONSTITUENT_COMPLAINT),
    (Reader.OFFICER, "the chair wants me to rewrite my recommendation", About.REPORT_CONTENT),
])  # fmt: skip
def test_a_sentence_tells_what_it_is_about(desk: Desk, complainant: Reader, text: str, about: About) -> None:
    assert about == desk.reads(text, complainant).about[0][0]


def test_a_sentence_that_says_little_is_about_whom_that_party_usually_complains_of(desk: Desk) -> None:
    text = "had a private word with him and nothing has changed"

    assert desk.reads(text, Reader.MEMBER).about[0][0] is About.OFFICER
    assert desk.reads(text, Reader.OFFICER).about[0][0] is About.MEMBER


def test_the_council_s_own_situations_choose_among_doors_about_the_same_thing(desk: Desk) -> None:
    assert desk.reads("can I have a look at the file").procedures[0][0] == "seeing_a_document"
    assert desk.reads("they turned me down for the file").procedures[0][0] == "document_refused"


def test_only_doors_of_the_reader_are_ranked_and_shares_add_up(desk: Desk) -> None:
    found = desk.reads("an officer was rude to me", Reader.OFFICER)

    assert "about_officer" not in dict(found.procedures)
    assert sum(share for _, share in found.procedures) + found.no_door == pytest.approx(1)


def test_what_the_council_has_no_door_for_is_known_as_such(desk: Desk) -> None:
    found = desk.reads("our scrutiny panel wants an officer disciplined over its inquiry")

    assert found.about[0][0] is About.SCRUTINY
    assert found.no_door > 0.5
    assert found.sure


def test_what_it_is_about_as_said_beats_the_sentence(desk: Desk) -> None:
    found = desk.reads("an officer was rude to me", about=About.CHIEF_EXECUTIVE)

    assert ["about_chief_executive"] == [key for key, _ in found.procedures]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "x" * 10_000, "🙂"])
def test_a_text_without_sense_is_no_error(desk: Desk, text: str) -> None:
    found = desk.reads(text)

    assert found.been_to == frozenset()
    assert found.stances == frozenset()


@pytest.mark.parametrize(("text", "role"), [
    ("I've been to HR and got nowhere", "head_of_hr"),
    ("The director looked into it, still not happy", "director"),
    ("I put it to his manager last month and nothing happened", "line_manager"),
    ("raised the matter with the chief exec, no reply", "chief_executive"),
    ("my director has spoken to the group leader and it goes on", "director"),
    ("I told my boss, she did nothing", "line_manager"),
    ("the Head of People could not settle it", "head_of_hr"),
    ("I wrote to the director, then the chief executive", "chief_executive"),
    ("after the whips got involved it went quiet, then the group leader told me to drop it", "group_leader"),
    ("not satisfied with the director's findings", "director"),
    ("I don't know what to do, the director has looked at it already", "director"),
    ("the chief exec has my complaint", "chief_executive"),
    ("it was decided by our chief executive", "chief_executive"),
    ("the director and I have gone over it again and again and can't agree", "director"),
])  # fmt: skip
def test_an_office_holder_who_was_gone_to_is_found(teller: Teller, text: str, role: str) -> None:
    assert role in roles(teller, text)


@pytest.mark.parametrize("text", [
    "should I go to HR",
    "can I take this to the chief executive",
    "I haven't told the director yet",
    "do I raise it with the director or the chief executive",
    "I want to report it to the monitoring officer",
    "the chief executive was rude to me",
    "it is the director's manner that I mind",
    "who tells the group leader?",
    "the officer was rude to me",
])  # fmt: skip
def test_an_office_holder_who_is_only_thought_or_complained_of_was_not_gone_to(teller: Teller, text: str) -> None:
    assert set() == roles(teller, text)


def test_the_one_complained_about_is_not_the_one_gone_to(desk: Desk) -> None:
    found = desk.reads("I've raised the chief executive's rudeness with HR and it was no use")
    himself = desk.reads("I've spoken to the chief executive about how he treats me and he shrugged")

    assert found.about[0][0] is About.CHIEF_EXECUTIVE
    assert found.been_to == {"head_of_hr"}
    assert himself.been_to == frozenset()
    assert Stance.INFORMAL_TRIED in himself.stances


@pytest.mark.parametrize(("text", "stance"), [
    ("I talked to the officer himself, it was useless", Stance.INFORMAL_TRIED),
    ("we tried to sort things out between ourselves", Stance.INFORMAL_TRIED),
    ("it's a very serious matter, this", Stance.SERIOUS),
    ("he keeps doing it", Stance.REPEATED),
    ("that's the fourth time", Stance.REPEATED),
    ("his manager dealt with it and I'm still unhappy", Stance.UNRESOLVED),
    ("the grievance was upheld", Stance.UPHELD),
    ("it is against the code of conduct too", Stance.CODE_BREACH),
    ("it's not only against the protocol but against the code of conduct", Stance.CODE_BREACH),
    ("not happy, I've had a word with him and he laughed", Stance.INFORMAL_TRIED),
    ("the informal side of it is finished, he wouldn't have it", Stance.INFORMAL_TRIED),
    ("I told the director in May and nothing has been done", Stance.UNRESOLVED),
    ("what the officer did is a sacking matter", Stance.CODE_BREACH),
])  # fmt: skip
def test_a_sentence_tells_how_far_it_has_come(desk: Desk, text: str, stance: Stance) -> None:
    assert stance in desk.reads(text).stances


@pytest.mark.parametrize(("text", "stance"), [
    ("I haven't spoken to him yet", Stance.INFORMAL_TRIED),
    ("he spoke down to me", Stance.INFORMAL_TRIED),
    ("it's only a small thing, small beer really", Stance.SERIOUS),
    ("they never take me seriously", Stance.SERIOUS),
    ("I don't want it to happen again", Stance.REPEATED),
    ("an officer was rude to me this morning", Stance.UNRESOLVED),
    ("what happens if my grievance is upheld", Stance.UPHELD),
    ("it isn't a code of conduct matter", Stance.CODE_BREACH),
    ("I was spoken to very harshly", Stance.INFORMAL_TRIED),
    ("would it make a difference if I had spoken to him first?", Stance.INFORMAL_TRIED),
    ("nobody has spoken to the councillor about it so far", Stance.INFORMAL_TRIED),
    ("I've kept quiet until today and never complained", Stance.UNRESOLVED),
    ("nothing has been done about it so far", Stance.UNRESOLVED),
    ("the director came back with her findings", Stance.UPHELD),
    ("it isn't serious but it rankles", Stance.SERIOUS),
    ("an officer spoke to me like dirt", Stance.SERIOUS),
    ("he has never done it before", Stance.REPEATED),
])  # fmt: skip
def test_what_only_sounds_like_it_is_not_taken_for_it(desk: Desk, text: str, stance: Stance) -> None:
    assert stance not in desk.reads(text).stances


def test_what_is_asked_to_come_after_a_complaint_is_upheld_is_known_and_not_taken_as_so(desk: Desk) -> None:
    found = desk.reads("a councillor was rude to me. What happens if they say I was right?", Reader.OFFICER)

    assert found.asked == {Stance.UPHELD}
    assert Stance.UPHELD not in found.stances


@pytest.mark.parametrize(("text", "begins"), [
    ("An officer was rude to me. I've told nobody.", True),
    ("I've spoken to the officer, just the two of us, and it was no use", True),
    ("everything informal has been tried with the officer", False),
    ("I've spoken to the officer and it was no use", None),
    ("his manager dealt with it and I'm still unhappy, nobody else knows", None),
])  # fmt: skip
def test_a_sentence_tells_whether_all_help_is_still_ahead(desk: Desk, text: str, *, begins: bool | None) -> None:
    assert begins is desk.reads(text).begins


def test_a_colleague_is_a_councillor_to_a_councillor_and_an_officer_to_an_officer(desk: Desk) -> None:
    text = "a colleague has broken the protocol"

    assert desk.reads(text, Reader.MEMBER).about[0][0] is About.BREACH_BY_MEMBER
    assert desk.reads(text, Reader.OFFICER).about[0][0] is About.BREACH_BY_OFFICER


def test_what_a_door_says_it_is_not_for_counts_as_without_a_door(desk: Desk) -> None:
    ours = desk.reads("can I look at some papers of ours")
    theirs = desk.reads("I want to look at papers that the county holds", about=About.INFORMATION_REQUEST)

    assert theirs.not_for > max(share for _, share in theirs.procedures)
    assert ours.not_for < max(share for _, share in ours.procedures)


@pytest.mark.parametrize(("text", "told"), [
    ("I spoke to him. What now?", ["I spoke to him."]),
    ("Had it out with him, what next?", ["Had it out with him,"]),
    ("who do I go to", []),
    ("If he does it again, I'll write", ["I'll write"]),
    ("what he did was awful", ["what he did was awful"]),
    ("", []),
])  # fmt: skip
def test_what_is_asked_or_supposed_is_not_told(text: str, told: list[str]) -> None:
    assert told == told_parts(text)


def test_without_the_sentence_model_words_still_tell_the_standing(shelf: Path) -> None:
    library = Library(shelf)
    found = Desk(library.pack(KEY), Interpreter(library, None)).reads("The director looked into how an officer treated me, still not happy")

    assert found.been_to == {"director"}
    assert found.about[0][0] is About.OFFICER


def test_a_pattern_skips_words_of_the_same_sentence_only() -> None:
    pattern = compile_pattern("told ... boss|manager", {})

    assert pattern.search(plain("I told my awful old manager") + " ")
    assert not pattern.search(plain("I was told. My manager is away") + " ")
    assert not compile_pattern("not !only .. told", {}).search("not only he told ")
    assert not compile_pattern("not .. told", {}).search("not one of us told ")
    assert commas("well, I told him, twice") == {1, 4}
    with pytest.raises(ValueError, match=r"there is no \{nobody\}"):
        compile_pattern("{nobody}", {})


@pytest.mark.parametrize(("name", "about"), [
    ("officer", About.OFFICER),
    ("access_to_information", About.INFORMATION_REQUEST),
    ("Excessive demands", About.ENQUIRY_HANDLING),
    ("late-enquiry-replies", About.ENQUIRY_HANDLING),
    ("scrutiny_officer_conduct", About.SCRUTINY),
    ("delegated_decision", About.DECISION),
    ("nonsense", None),
])  # fmt: skip
def test_other_names_for_what_it_is_about_are_known(name: str, about: About | None) -> None:
    assert about == about_named(name)


def test_everything_a_complaint_can_be_about_and_every_stance_has_enough_sentences() -> None:
    known = situations()

    assert set(About) == set(known.about)
    assert set(Stance) == set(known.stances) == set(standing_words().stances)
    assert all(len(its.plain) + len(its.later) >= 40 for its in known.about.values())
    assert all(len(its.so) >= 30 for its in known.stances.values())


def test_no_sentence_that_is_learned_from_is_nearly_one_that_is_measured_with() -> None:
    known = situations()
    learned = [phrase for its in known.about.values() for phrase in (*its.plain, *its.later)]
    learned += [phrase for stance in known.stances.values() for phrase in (*stance.so, *stance.not_so)]
    cases = [case for file in (EVALUATION / "routes").glob("*.jsonl") for case in read_route_cases(file.read_text("utf-8").splitlines())]
    measured = [phrase_key(case.situation) for case in cases]
    phrases = [key for phrase in learned if len((key := phrase_key(phrase)).split()) >= 5]
    alike = process.cdist(measured, phrases, scorer=fuzz.ratio, score_cutoff=86, dtype=np.uint8)

    assert measured
    assert [(measured[row], phrases[column]) for row, column in zip(*alike.nonzero(), strict=True)] == []


@pytest.mark.parametrize("text", ["asdf qwer", "12345", "???", "hello", "the weather is nice today", "i want pizza"])
def test_a_sentence_that_names_nobody_and_nothing_is_not_recognised(library: Library, interpreter: Interpreter, text: str) -> None:
    assert not read_situation(text, library.pack("southend"), Reader.MEMBER, interpreter).recognised


def test_every_sentence_that_was_labelled_with_a_route_is_recognised(library: Library, interpreter: Interpreter) -> None:
    lines = (EVALUATION / "routes" / "tune.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    found = [
        case["situation"]
        for case in cases
        if not read_situation(case["situation"], library.pack(case["council"]), Reader(case["complainant"]), interpreter).recognised
    ]

    assert cases
    assert [] == found
