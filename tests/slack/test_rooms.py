"""Who we are, and what Slack says of channels and people."""

from typing import Any

import pytest

from bot.domain.policy import Actor
from bot.domain.task import ChannelId, TeamId, UserId
from bot.slack import ChannelFacts, Slack
from tests.slack.conftest import ScriptedSlack

US: dict[str, Any] = {"team_id": "T1", "team": "Acme", "user_id": "UBOT", "bot_id": "B1"}


async def test_we_know_who_we_are_and_what_we_may_do(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("auth.test", headers={"x-oauth-scopes": "chat:write, files:read,commands"}, **US)

    us = await slack.whoami()

    assert (us.team, us.team_name, us.bot_user, us.bot_id) == ("T1", "Acme", "UBOT", "B1")
    assert us.scopes == {"chat:write", "files:read", "commands"}


async def test_a_channel_is_described(slack: Slack, server: ScriptedSlack) -> None:
    server.answer(
        "conversations.info",
        channel={"id": "C1", "name": "shoes", "is_private": True, "is_member": True, "is_archived": False},
    )

    assert await slack.channel(ChannelId("C1")) == ChannelFacts(
        id=ChannelId("C1"), name="shoes", is_private=True, is_member=True
    )


@pytest.mark.parametrize("flag", ["is_ext_shared", "is_pending_ext_shared"])
async def test_a_channel_with_another_organisation_is_shared(
    slack: Slack, server: ScriptedSlack, flag: str
) -> None:
    server.answer("conversations.info", channel={"id": "C1", "name": "x", flag: True})

    assert (await slack.channel(ChannelId("C1"))).is_shared


async def test_in_a_direct_message_we_are_always_a_member(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("conversations.info", channel={"id": "D1", "is_im": True, "user": "U1"})

    facts = await slack.channel(ChannelId("D1"))

    assert (facts.is_direct, facts.is_member, facts.is_private) == (True, True, True)


PEOPLE: list[tuple[dict[str, Any], dict[str, bool]]] = [
    ({}, {}),
    ({"is_admin": True}, {"is_admin": True}),
    ({"is_owner": True}, {"is_admin": True}),
    ({"is_restricted": True}, {"is_guest": True}),
    ({"is_ultra_restricted": True}, {"is_guest": True}),
    ({"is_stranger": True}, {"is_stranger": True}),
    ({"is_bot": True}, {"is_bot": True}),
    ({"id": "USLACKBOT", "is_bot": False}, {"is_bot": True}),
    ({"is_admin": None, "is_restricted": None}, {}),
]


@pytest.mark.parametrize(("said", "known"), PEOPLE)
async def test_a_person_is_known_by_what_they_may_do(
    slack: Slack, server: ScriptedSlack, said: dict[str, Any], known: dict[str, bool]
) -> None:
    server.answer("auth.test", **US)
    server.answer("users.info", user={"id": "U1", "team_id": "T1", **said})

    person = await slack.person(UserId("U1"))

    assert person == Actor(id=UserId(said.get("id", "U1")), team=TeamId("T1"), **known)


async def test_somebody_of_another_workspace_is_a_stranger(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("auth.test", **US)
    server.answer("users.info", user={"id": "U1", "team_id": "T2"})

    person = await slack.person(UserId("U1"))

    assert person.is_stranger
    assert person.team == "T2"


async def test_our_own_workspace_is_asked_for_once(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("auth.test", **US)
    for _ in range(2):
        server.answer("users.info", user={"id": "U1", "team_id": "T1"})
        await slack.person(UserId("U1"))

    assert len(server.said("auth.test")) == 1


async def test_a_member_is_found_on_a_later_page(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("conversations.members", members=["U1"], response_metadata={"next_cursor": "n"})
    server.answer("conversations.members", members=["U2"], response_metadata={"next_cursor": ""})

    assert await slack.in_channel(ChannelId("C1"), UserId("U2"))
    assert server.said("conversations.members")[1]["cursor"] == "n"


async def test_who_is_on_no_page_is_not_in_the_channel(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("conversations.members", members=["U1"])

    assert not await slack.in_channel(ChannelId("C1"), UserId("U2"))
