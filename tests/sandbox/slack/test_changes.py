"""What an app that listens to messages and reactions is told, and reacts with itself."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import SCOPES, Manifest, SandboxConfig
from bot.sandbox.slack import cast
from tests.sandbox.conftest import QUICK, Person, error_of
from tests.sandbox.slack.conftest import Hook
from tests.sandbox.slack.test_deliver import events


@pytest.fixture
def config() -> SandboxConfig:
    manifest = Manifest(
        scopes=(*SCOPES, "reactions:read", "reactions:write"),
        bot_events=("message.channels", "reaction_added", "reaction_removed"),
    )
    return SandboxConfig(timing=QUICK, rate_limits=False, manifest=manifest)


async def told(hook: Hook, sandbox: SandboxServer) -> list[dict[str, Any]]:
    await sandbox.world.slack.background.settle()
    return [event["event"] for event in events(hook)]


async def test_a_change_and_a_deletion_tell_what_stood_there_before(
    hook: Hook, slack: AsyncWebClient, sandbox: SandboxServer
) -> None:
    ts = (await slack.chat_postMessage(channel=cast.LAUNCH, text="first"))["ts"]
    await slack.chat_update(channel=cast.LAUNCH, ts=ts, text="second")
    await slack.chat_delete(channel=cast.LAUNCH, ts=ts)

    posted, changed, deleted = await told(hook, sandbox)
    assert (posted["text"], posted["ts"]) == ("first", ts)
    assert (changed["subtype"], changed["channel"]) == ("message_changed", cast.LAUNCH)
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("second", "first")
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert deleted["previous_message"]["text"] == "second"


async def test_a_reaction_counts_once_for_each_person_and_can_be_taken_back(
    hook: Hook, slack: AsyncWebClient, sandbox: SandboxServer, person: Callable[[str], Person]
) -> None:
    ts = (await slack.chat_postMessage(channel=cast.LAUNCH, text="ready"))["ts"]
    await slack.reactions_add(channel=cast.LAUNCH, timestamp=ts, name="eyes")
    await person(cast.ANN).does("react", channel=cast.LAUNCH, ts=ts, name="eyes")
    await slack.reactions_remove(channel=cast.LAUNCH, timestamp=ts, name="eyes")

    found = await slack.reactions_get(channel=cast.LAUNCH, timestamp=ts)
    assert found["message"]["reactions"] == [{"name": "eyes", "users": [cast.ANN], "count": 1}]
    reactions = [
        (e["type"], e["user"], e["item"]["ts"]) for e in await told(hook, sandbox) if "reaction" in e
    ]
    assert reactions == [
        ("reaction_added", cast.BOT_USER, ts),
        ("reaction_added", cast.ANN, ts),
        ("reaction_removed", cast.BOT_USER, ts),
    ]


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("reactions.add", {"name": "eyes"}, "already_reacted"),
        ("reactions.add", {"name": "no such!"}, "invalid_name"),
        ("reactions.add", {"name": "tada", "timestamp": "1.000001"}, "message_not_found"),
        ("reactions.add", {"name": "tada", "timestamp": ""}, "no_item_specified"),
        ("reactions.add", {"name": "tada", "channel": cast.ATTIC}, "is_archived"),
        ("reactions.remove", {"name": "tada"}, "no_reaction"),
    ],
)
async def test_a_reaction_that_slack_refuses(
    slack: AsyncWebClient, method: str, given: dict[str, str], error: str
) -> None:
    ts = (await slack.chat_postMessage(channel=cast.LAUNCH, text="ready"))["ts"]
    where = {"channel": cast.LAUNCH, "timestamp": ts}
    await slack.reactions_add(channel=cast.LAUNCH, timestamp=ts, name="eyes")
    assert (await error_of(slack.api_call(method, params=where | given)))["error"] == error
