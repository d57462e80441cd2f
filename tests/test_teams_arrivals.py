"""What Teams sends becomes what the channel knows: who, where, what, without the framework's words."""
# ruff: noqa: ANN401 - activities are JSON

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from teams_activities import (
    ADA,
    APP,
    AT_BOT,
    BOT,
    GROUP,
    PERSONAL,
    TEAM,
    TENANT,
    THREAD,
    USER,
    activity,
    in_channel,
    invoke,
    place_in_channel,
    said,
)

from bot.channels.teams.framework.checking import NotTakenError
from bot.channels.teams.framework.translating import arrival
from bot.channels.teams.office import key_of
from bot.channels.teams.ports import Arrival, Kind, Quoted, Reference, Scope, Who

URL = "https://smba.trafficmanager.net/emea/"


def came(its: dict[str, Any]) -> Arrival:
    made = arrival(its)

    assert made is not None
    return made


def happened(**its: Any) -> Arrival:
    return came(activity(URL, **{"type": "conversationUpdate", "id": "f:event-1", **place_in_channel(), **its}))


def test_a_message_in_the_personal_chat_tells_who_and_where_by_immutable_ids() -> None:
    made = came(said(URL, "how long have they got?"))

    expected = Arrival(
        kind=Kind.MESSAGE,
        id="1700000000001",
        reference=Reference(TENANT, URL, PERSONAL, Scope.PERSONAL, BOT),
        who=Who(TENANT, ADA, USER),
        text="how long have they got?",
        at=datetime(2026, 3, 2, 10, tzinfo=UTC),
    )
    assert expected == made


def test_a_message_in_a_channel_keeps_thread_channel_and_team_apart() -> None:
    made = came(in_channel(URL, f"{AT_BOT} hello"))

    assert Reference(TENANT, URL, THREAD, Scope.CHANNEL, BOT, TEAM) == made.reference
    assert "hello" == made.text


def test_a_group_chat_is_one_even_where_only_isgroup_tells() -> None:
    made = came(said(URL, "hello", conversation={"id": GROUP, "isGroup": True, "tenantId": TENANT}))

    assert Scope.GROUP is made.reference.scope


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (f"{AT_BOT} who chairs it?", "who chairs it?"),
        (f"who chairs it, {AT_BOT}?", "who chairs it, ?"),
        (f"{AT_BOT} and again {AT_BOT} hello", "and again hello"),
        (f"{AT_BOT}&nbsp;hello", "hello"),
        (f"{AT_BOT}\n\nhello", "hello"),
        (f"{AT_BOT} what is Protocol Clerk?", "what is Protocol Clerk?"),
        (f"{AT_BOT} ask <at>Ben Okri</at> about it", "ask Ben Okri about it"),
    ],
)
def test_the_mention_of_the_bot_is_taken_out_wherever_it_stands_and_nothing_else_is(typed: str, text: str) -> None:
    assert text == came(in_channel(URL, typed)).text


def test_a_bot_with_odd_characters_in_its_name_is_taken_out_as_well() -> None:
    name = "Clerk (test) + more"
    mention = {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": BOT, "name": name}}

    assert "hello" == came(in_channel(URL, f"<at>{name}</at> hello", entities=[mention])).text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("is 3 &lt; 5 &amp; 7 &gt; 2?", "is 3 < 5 & 7 > 2?"),
        ("is 3 < 5 and 7 > 2?", "is 3 < 5 and 7 > 2?"),
        ("<p>first</p><p>second<br>third</p>", "first\nsecond\nthird"),
        ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo"),
        ("<b>bold</b> and <a href='https://example.org'>a link</a>", "bold and a link"),
        ("send it to <someone@example.org>", "send it to <someone@example.org>"),
        ("  spaces \u00a0 and\ttabs  ", "spaces and tabs"),
        ("", ""),
        (None, ""),
        ("a &#" + "9" * 5000 + "; b", "a \ufffd b"),
        ("&#163;5 &#0000163;5", "£5 £5"),
    ],
)
def test_text_becomes_plain(typed: str | None, text: str) -> None:
    assert text == came(activity(URL, text=typed)).text


def test_what_a_card_submits_comes_with_the_inputs_and_the_card_it_stood_on() -> None:
    made = came(activity(URL, value={"verb": "log", "subject": "Bins", "msteams": {"type": "messageBack"}}, replyToId="1699"))

    assert (Kind.SUBMIT, {"verb": "log", "subject": "Bins"}, "1699") == (made.kind, made.value, made.reply_to)


def test_a_button_that_sends_words_is_a_message() -> None:
    made = came(said(URL, "help", value=None))

    assert (Kind.MESSAGE, "help") == (made.kind, made.text)


@pytest.mark.parametrize(("trigger", "automatic"), [("manual", False), ("automatic", True)])
def test_an_execute_tells_its_verb_its_data_and_whether_somebody_pressed_it(trigger: str, automatic: bool) -> None:  # noqa: FBT001
    value = {"action": {"type": "Action.Execute", "id": "1", "verb": "close", "data": {"case": "ENQ-1", "why": "done"}}, "trigger": trigger}
    made = came(invoke(URL, "adaptiveCard/action", value))

    assert (Kind.EXECUTE, "close", {"case": "ENQ-1", "why": "done"}, automatic) == (made.kind, made.verb, made.value, made.automatic)


def test_an_execute_without_an_action_is_refused() -> None:
    with pytest.raises(NotTakenError, match="action"):
        arrival(invoke(URL, "adaptiveCard/action", {"trigger": "manual"}))


@pytest.mark.parametrize(("name", "kind"), [("task/fetch", Kind.TASK_FETCH), ("task/submit", Kind.TASK_SUBMIT)])
def test_a_dialog_brings_its_data(name: str, kind: Kind) -> None:
    made = came(invoke(URL, name, {"data": {"msteams": {"type": "task/fetch"}, "form": "enquiry"}, "context": {"theme": "dark"}}))

    assert (kind, {"form": "enquiry"}) == (made.kind, made.value)


@pytest.mark.parametrize(
    ("name", "kind"), [("composeExtension/fetchTask", Kind.ACTION_FETCH), ("composeExtension/submitAction", Kind.ACTION_SUBMIT)]
)
def test_an_action_on_a_message_brings_command_and_message(name: str, kind: Kind) -> None:
    message = {
        "id": "1690",
        "body": {"contentType": "html", "content": "<p>the <b>bins</b></p><p>of Mill&nbsp;Lane</p>"},
        "from": {"user": {"id": "U"}},
        "createdDateTime": "2026-11-20T16:00:00Z",
        "linkToMessage": "https://teams.example/1",
    }
    made = came(
        invoke(URL, name, {"commandId": "log", "commandContext": "message", "messagePayload": message, "data": {"subject": "Bins"}})
    )

    quoted = Quoted("1690", "the bins of Mill Lane", "u", "2026-11-20T16:00:00Z", "https://teams.example/1")
    assert (kind, "log", quoted, {"subject": "Bins"}) == (made.kind, made.command, made.quoted, made.value)


def quoted(**message: Any) -> Quoted:
    return came(invoke(URL, "composeExtension/fetchTask", {"commandId": "log", "messagePayload": message})).quoted


@pytest.mark.parametrize(("characters", "read"), [(20_000, 20_000), (20_001, 20_000), (900_000, 20_000)])
def test_of_an_endless_message_that_somebody_acts_on_the_beginning_is_read(characters: int, read: int) -> None:
    assert read == len(quoted(body={"content": "x" * characters}).said)


def test_markup_without_an_end_is_read_like_words() -> None:
    assert quoted(body={"content": "<a " * 300_000}).said.startswith("<a <a")


@pytest.mark.parametrize("name", ["id", "createdDateTime", "linkToMessage"])
@pytest.mark.parametrize(("characters", "read"), [(500, 500), (501, 0)])
def test_what_is_too_long_for_an_id_or_an_address_is_not_told(name: str, characters: int, read: int) -> None:
    made = quoted(**{name: "x" * characters})

    assert read == len({"id": made.id, "createdDateTime": made.created, "linkToMessage": made.link}[name])


@pytest.mark.parametrize("odd", [None, True, 7, "x", [], [7], {}, {"id": {"x": 1}}, {"user": []}, {"content": [1]}])
def test_a_message_of_an_odd_shape_tells_nothing_that_it_does_not_have(odd: object) -> None:
    made = quoted(**{"body": odd, "from": odd})

    assert ("", "") == (made.said, made.author)


def test_an_invoke_that_nobody_knows_is_nothing() -> None:
    assert arrival(invoke(URL, "fileConsent/invoke", {})) is None


@pytest.mark.parametrize(
    ("action", "kind"), [("add", Kind.INSTALLED), ("add-upgrade", Kind.INSTALLED), ("remove", Kind.REMOVED), ("remove-upgrade", Kind.OTHER)]
)
def test_an_installation_comes_and_goes_and_a_new_version_takes_nothing_away(action: str, kind: Kind) -> None:
    made = happened(type="installationUpdate", action=action)

    assert (kind, action) == (made.kind, made.verb)


def test_the_bot_among_those_who_were_added_is_an_installation_and_the_others_are_told() -> None:
    made = happened(membersAdded=[{"id": BOT}, {"id": "29:ben", "aadObjectId": "BBB", "name": "Ben"}])

    assert (Kind.INSTALLED, (Who(TENANT, "bbb", "29:ben"),)) == (made.kind, made.others)


def test_people_who_were_added_have_joined() -> None:
    made = happened(membersAdded=[{"id": "29:ben"}])

    assert (Kind.JOINED, (Who(TENANT, "", "29:ben"),)) == (made.kind, made.others)


def test_the_bot_among_those_who_were_taken_out_is_a_removal_and_others_are_not() -> None:
    assert Kind.REMOVED is happened(membersRemoved=[{"id": BOT}]).kind
    assert Kind.OTHER is happened(membersRemoved=[{"id": "29:ben"}]).kind


@pytest.mark.parametrize(
    ("event", "kind"),
    [("teamDeleted", Kind.REMOVED), ("teamHardDeleted", Kind.REMOVED), ("teamRenamed", Kind.OTHER), ("channelRenamed", Kind.OTHER)],
)
def test_a_team_that_is_deleted_takes_the_bot_with_it_and_one_with_another_name_does_not(event: str, kind: Kind) -> None:
    made = happened(channelData={"eventType": event, "tenant": {"id": TENANT}, "team": {"id": TEAM}})

    assert (kind, TEAM) == (made.kind, made.reference.team)


def test_a_channel_that_is_deleted_is_a_removal_from_just_that_channel() -> None:
    told_in = {"id": TEAM, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}
    gone = {"eventType": "channelDeleted", "tenant": {"id": TENANT}, "team": {"id": TEAM}, "channel": {"id": "19:gone@thread.tacv2"}}
    made = happened(conversation=told_in, channelData=gone)

    assert (Kind.REMOVED, "19:gone@thread.tacv2") == (made.kind, made.reference.conversation)


@pytest.mark.parametrize("name", ["messageReaction", "messageUpdate", "messageDelete", "typing", "endOfConversation", "event", "unheardOf"])
def test_what_needs_nothing_is_of_another_kind_and_an_edited_message_is_no_new_question(name: str) -> None:
    assert Kind.OTHER is came(said(URL, "edited", type=name)).kind


def test_what_has_no_id_gets_one_that_is_the_same_each_time_it_is_sent() -> None:
    first, again, other = (came(activity(URL, id=None, text=text)) for text in ("a", "a", "b"))

    assert first.id == again.id
    assert first.id != other.id


def test_messages_of_two_conversations_at_the_same_moment_are_claimed_apart() -> None:
    first, again = came(said(URL, "a")), came(said(URL, "a"))
    elsewhere = came(said(URL, "a", conversation={"id": GROUP, "conversationType": "groupChat", "tenantId": TENANT}))

    assert key_of(first) == key_of(again)
    assert key_of(first) != key_of(elsewhere)
    assert first.id == elsewhere.id


@pytest.mark.parametrize(
    ("timestamp", "at"),
    [
        ("2026-06-02T10:00:00.5+01:00", datetime(2026, 6, 2, 9, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-06-02T10:00:00", datetime(2026, 6, 2, 10, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        (7, None),
        (None, None),
    ],
)
def test_when_something_happened_is_told_in_utc_where_it_is_told(timestamp: object, at: datetime | None) -> None:
    assert at == came(activity(URL, timestamp=timestamp)).at


def test_who_has_no_object_id_has_none() -> None:
    made = came(said(URL, "hello", **{"from": {"id": USER}}))

    assert Who(TENANT, "", USER) == made.who


def test_nobodys_name_is_kept_with_what_they_said() -> None:
    account = {"id": USER, "name": "Ada Byron", "aadObjectId": ADA}
    added = [{"id": BOT}, {"id": "29:ben", "name": "Ben Okri"}]

    written = json.dumps([came(said(URL, "hello", **{"from": account})).as_json(), happened(membersAdded=added).as_json()])

    assert [] == [name for name in ("Ada", "Ben") if name in written]


@pytest.mark.parametrize(
    "its",
    [
        in_channel(URL, f"{AT_BOT} hello"),
        invoke(URL, "composeExtension/fetchTask", {"commandId": "log", "messagePayload": {"id": "1"}}),
        activity(URL, type="installationUpdate", action="add", membersAdded=[{"id": APP}]),
    ],
)
def test_an_arrival_comes_back_from_the_database_as_it_was(its: dict[str, Any]) -> None:
    made = came(its)

    assert made == Arrival.from_json(json.loads(json.dumps(made.as_json())))
