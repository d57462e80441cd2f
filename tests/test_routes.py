"""Complaint routes walked from where a person stands, at a council that only the tests know."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sixth_council import sixth_council

from bot.casework.leading import lead
from bot.casework.letters import draft_letter
from bot.casework.routes import Asks, NoRoute, OpenQuestion, Standing, open_questions, route
from bot.casework.telling import tell
from bot.route_evaluation import RouteCase, alike, evaluate_routes, read_route_cases, route_figures
from intents.situations import SituationReading
from protocol_data.basics import Reader
from protocol_data.library import Library
from protocol_data.pack import Pack
from protocol_data.procedures import About, Stance

OF_OFFICER = Standing(Reader.MEMBER, About.OFFICER)
OF_MEMBER = Standing(Reader.OFFICER, About.MEMBER)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return sixth_council(tmp_path_factory.mktemp("shelf"))


def who(pack: Pack, standing: Standing) -> list[str]:
    return [step.who for step in route(pack, standing).steps]


def test_a_fresh_matter_begins_at_the_first_step_and_steps_for_repeated_ones_are_not_shown(pack: Pack) -> None:
    found = route(pack, OF_OFFICER)

    assert ["the Officer", "the Team Manager", "the Director", "the Chief Executive"] == [step.who for step in found.steps]
    assert [1, 2, 3, 4] == [step.n for step in found.steps]
    assert ("2",) == found.clauses
    assert found.final_body is None


@pytest.mark.parametrize(("stance", "first"), [
    (Stance.INFORMAL_TRIED, "the Team Manager"),
    (Stance.SERIOUS, "the Director"),
    (Stance.UPHELD, "the Officer"),
])  # fmt: skip
def test_what_is_known_leaves_out_the_steps_that_lie_behind(pack: Pack, stance: Stance, first: str) -> None:
    assert first == who(pack, replace(OF_OFFICER, stances=frozenset({stance})))[0]


def test_a_step_for_repeated_matters_brings_the_body_in_which_they_end(pack: Pack) -> None:
    found = route(pack, replace(OF_OFFICER, stances=frozenset({Stance.REPEATED})))

    assert found.steps[-1].who == "the Appeals Panel"
    assert found.final_body == "Appeals Panel"
    assert ("2", "1") == found.clauses


@pytest.mark.parametrize(("role", "left"), [
    ("line_manager", ["the Director", "the Chief Executive"]),
    ("director", ["the Chief Executive"]),
    ("group_leader", ["the Officer", "the Team Manager", "the Director", "the Chief Executive"]),
])  # fmt: skip
def test_whoever_was_gone_to_and_everybody_before_is_behind(pack: Pack, role: str, left: list[str]) -> None:
    assert left == who(pack, replace(OF_OFFICER, been_to=frozenset({role})))


def test_behind_the_last_open_door_comes_what_else_the_route_knows(pack: Pack) -> None:
    found = route(pack, replace(OF_OFFICER, been_to=frozenset({"chief_executive"})))

    assert ["the Appeals Panel"] == [step.who for step in found.steps]
    assert not found.exhausted


def test_the_last_door_of_all_is_shown_with_word_that_it_is_the_last(pack: Pack) -> None:
    standing = replace(OF_MEMBER, been_to=frozenset({"director", "group_leader"}))
    found = route(pack, standing)

    assert ["the Group Leader"] == [step.who for step in found.steps]
    assert found.exhausted
    assert "no further step" in tell(pack, found, standing)
    assert "Solicitor to the Council" in tell(pack, found, standing)


def test_a_step_that_names_several_office_holders_gives_all_their_roles(pack: Pack) -> None:
    assert ("director",) == route(pack, OF_MEMBER).steps[0].roles
    assert route(pack, OF_OFFICER).steps[0].role is None


def test_a_route_for_councillors_only_is_none_for_an_officer(pack: Pack) -> None:
    standing = replace(OF_OFFICER, complainant=Reader.OFFICER)
    found = route(pack, standing)

    assert found.no_route is NoRoute.OTHER_READER
    assert found.steps == ()
    assert "only for a Councillor, not for an Officer" in tell(pack, found, standing)


def test_where_the_protocol_has_no_route_it_says_whom_to_ask(pack: Pack) -> None:
    standing = Standing(Reader.MEMBER, About.SCRUTINY)
    found = route(pack, standing)

    assert found.no_route is NoRoute.SILENT
    assert found.ask == "Solicitor to the Council"
    assert "won't make one up" in tell(pack, found, standing)


def test_without_anything_known_no_route_is_chosen(pack: Pack) -> None:
    assert route(pack, Standing(Reader.MEMBER)).no_route is NoRoute.ABOUT_UNKNOWN


def test_what_a_sentence_is_likely_about_chooses_among_doors_but_never_against_what_was_said(pack: Pack) -> None:
    standing = Standing(Reader.MEMBER, About.INFORMATION_REQUEST)
    refused = route(pack, standing, ("about_officer", "document_refused")).procedure

    assert refused is not None
    assert refused.key == "document_refused"


def test_open_questions_begin_with_what_it_is_about_and_offer_only_doors_of_this_reader(pack: Pack) -> None:
    (question,) = open_questions(pack, Standing(Reader.OFFICER))

    assert question.asks is Asks.ABOUT
    assert ("member", "chief_executive", "information_request") == question.options


def test_several_doors_for_one_thing_are_asked_between(pack: Pack) -> None:
    standing = Standing(Reader.MEMBER, About.INFORMATION_REQUEST)

    assert [OpenQuestion(Asks.PROCEDURE, options=("seeing_a_document", "document_refused"))] == open_questions(pack, standing)
    assert [] == open_questions(pack, standing, ("document_refused",))


def test_only_stances_that_still_change_the_route_are_asked(pack: Pack) -> None:
    asked = [question.stance for question in open_questions(pack, OF_OFFICER)]
    serious = replace(OF_OFFICER, stances=frozenset({Stance.SERIOUS}), denied=frozenset({Stance.REPEATED}))

    assert [Stance.INFORMAL_TRIED, Stance.SERIOUS, Stance.REPEATED] == asked
    assert [] == open_questions(pack, serious)
    assert [] == open_questions(pack, Standing(Reader.MEMBER, About.SCRUTINY))


def reading(**changes: object) -> SituationReading:
    found = SituationReading(
        about=[(About.OFFICER, 0.7), (About.CHIEF_EXECUTIVE, 0.3)],
        procedures=[("about_officer", 0.6), ("about_chief_executive", 0.3)],
        stances=frozenset({Stance.SERIOUS}),
        been_to=frozenset({"director"}),
        no_door=0.1,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def test_a_reading_is_put_together_with_what_was_said(pack: Pack) -> None:
    led = lead(pack, Standing(Reader.MEMBER, denied=frozenset({Stance.SERIOUS})), reading())

    assert led.standing.about is About.OFFICER
    assert led.standing.stances == frozenset()
    assert ["the Chief Executive"] == [step.who for step in led.route.steps]


def test_what_it_is_about_as_said_beats_the_reading(pack: Pack) -> None:
    led = lead(pack, Standing(Reader.MEMBER, About.CHIEF_EXECUTIVE), reading(been_to=frozenset()))

    assert led.route.procedure is not None
    assert led.route.procedure.key == "about_chief_executive"


def test_a_reading_of_something_without_a_door_leads_to_none(pack: Pack) -> None:
    led = lead(pack, Standing(Reader.MEMBER), reading(about=[(About.WHISTLEBLOWING, 0.9), (About.OFFICER, 0.1)], no_door=0.8))

    assert led.standing.about is About.WHISTLEBLOWING
    assert led.route.no_route is NoRoute.SILENT


def test_a_door_with_a_fair_share_is_taken_where_it_is_not_sure_that_there_is_none(pack: Pack) -> None:
    unsure = reading(procedures=[("about_officer", 0.35)], no_door=0.4)
    sure = reading(procedures=[("about_officer", 0.35)], no_door=0.6, about=[(About.WHISTLEBLOWING, 0.6), (About.OFFICER, 0.4)])

    assert lead(pack, Standing(Reader.MEMBER), unsure).route.steps
    assert not lead(pack, Standing(Reader.MEMBER), unsure).sure
    assert not lead(pack, Standing(Reader.MEMBER), sure).route.steps


@pytest.mark.parametrize("about", [None, About.OFFICER])
def test_what_only_looks_like_a_door_s_matter_has_no_route_whatever_it_was_said_to_be_about(pack: Pack, about: About | None) -> None:
    led = lead(pack, Standing(Reader.MEMBER, about), reading(procedures=[("about_officer", 0.3)], no_door=0.7, not_for=0.7))

    assert led.route.no_route is NoRoute.SILENT
    assert led.route.ask == pack.council.monitoring_officer
    assert led.standing.about is About.OFFICER


@pytest.mark.parametrize(("begins", "door"), [(True, "seeing_a_document"), (False, "document_refused"), (None, "document_refused")])
def test_of_doors_on_the_same_road_the_one_is_taken_that_fits_how_far_it_has_come(pack: Pack, door: str, *, begins: bool | None) -> None:
    found = reading(
        about=[(About.INFORMATION_REQUEST, 1.0)],
        procedures=[("document_refused", 0.6), ("seeing_a_document", 0.4)],
        been_to=frozenset(),
        no_door=0.0,
        begins=begins,
    )
    led = lead(pack, Standing(Reader.MEMBER), found)

    assert led.route.procedure is not None
    assert door == led.route.procedure.key


def test_what_is_asked_after_is_shown_and_leaves_nothing_out(pack: Pack) -> None:
    asked = frozenset({Stance.REPEATED, Stance.INFORMAL_TRIED})

    assert ["the Officer", "the Team Manager", "the Director", "the Chief Executive", "the Appeals Panel"] == who(
        pack, replace(OF_OFFICER, asked=asked)
    )


def test_the_letter_goes_to_the_first_office_holder_cites_the_clause_and_makes_nothing_up(pack: Pack) -> None:
    standing = replace(OF_OFFICER, stances=frozenset({Stance.INFORMAL_TRIED}))
    letter = draft_letter(pack, route(pack, standing), standing)

    assert letter.to == "The Team Manager"
    assert "clause 2 of the Working Together" in letter.body
    assert "[what was said or done" in letter.body
    assert "tried to settle this informally on [date]" in letter.body
    assert letter.text.startswith("To: The Team Manager\nSubject: Concern about an officer")


def test_without_a_route_the_letter_asks_for_advice(pack: Pack) -> None:
    standing = Standing(Reader.OFFICER, About.SCRUTINY)
    letter = draft_letter(pack, route(pack, standing), standing)

    assert letter.to == "Solicitor to the Council"
    assert "no route" in letter.body


def test_every_door_of_every_built_in_council_leads_its_reader_to_somebody_with_a_clause(library: Library) -> None:
    for key in library.keys:
        its = library.pack(key)
        for procedure in its.procedures.procedures:
            for about in procedure.about:
                found = route(its, Standing(procedure.reader or Reader.MEMBER, about), (procedure.key,))
                assert found.procedure == procedure, (key, procedure.key)
                assert found.steps, (key, procedure.key)
                assert all(its.clause(ref) for ref in found.clauses)


CASE = RouteCase("1", "here", Reader.MEMBER, "officer", "rude", ("Team Manager", "Director"), ("2", "2"), None, ("2",))


def test_a_route_counts_as_right_only_with_its_steps_office_holders_and_body(pack: Pack) -> None:
    behind = replace(OF_OFFICER, stances=frozenset({Stance.INFORMAL_TRIED}))
    cases = [CASE, replace(CASE, who=("Team Manager", "Director", "Chief Executive"), step_clauses=("2", "2", "2"))]
    results = evaluate_routes(cases, lambda _: route(pack, behind))

    assert [False, True] == [result.right for result in results]
    assert route_figures(results)["all"]["all_right"] == 0.5


def test_office_holders_are_alike_by_their_words() -> None:
    assert alike("Chief Executive", "the Chief Executive, in conjunction with the Leader")
    assert alike("Monitoring Officer", "the Solicitor (as Monitoring Officer)")
    assert not alike("the Director", "the Group Leader")


def test_a_line_that_is_no_labelled_situation_is_named() -> None:
    with pytest.raises(ValueError, match="line 2: not a labelled situation"):
        read_route_cases(["", "{}"])
