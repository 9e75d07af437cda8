"""views.*: what Slack accepts as a view, and how views stack."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.slack import cast
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.wire import SlackError
from tests.sandbox.conftest import error_of
from tests.sandbox.slack.test_bolt import PROMPT, modal


def trigger(sandbox: SandboxServer, view: str = "") -> str:
    return sandbox.world.slack.triggers.issue(cast.ANN, channel=cast.LAUNCH, view=view)


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (modal(PROMPT, foo=1), "[ERROR] invalid additional property: foo [json-pointer:/view]"),
        (
            {"type": "modal", "blocks": []},
            "[ERROR] missing required field: title [json-pointer:/view]",
        ),
        (modal(PROMPT, type="home"), None),
        (modal(PROMPT, submit=None), None),
        (modal(PROMPT, title={"type": "plain_text", "text": "x" * 25}), None),
    ],
)
async def test_a_view_with_a_fault_is_refused(
    slack: AsyncWebClient, sandbox: SandboxServer, view: dict[str, Any], message: str | None
) -> None:
    body = await error_of(slack.views_open(trigger_id=trigger(sandbox), view=view))

    assert body["error"] == "invalid_arguments"
    assert "errors" not in body
    messages = body["response_metadata"]["messages"]
    assert messages
    assert message is None or message in messages


async def test_ids_that_were_left_out_are_filled_in(slack: AsyncWebClient, sandbox: SandboxServer) -> None:
    bare = {**PROMPT, "element": {"type": "plain_text_input"}}
    del bare["block_id"]

    answer = await slack.views_open(trigger_id=trigger(sandbox), view=modal(bare))

    (block,) = answer["view"]["blocks"]
    assert block["block_id"]
    assert block["element"]["action_id"]
    assert answer["view"]["state"] == {"values": {}}


async def test_an_external_id_is_taken_once(slack: AsyncWebClient, sandbox: SandboxServer) -> None:
    first = (await slack.views_open(trigger_id=trigger(sandbox), view=modal(PROMPT, external_id="a")))["view"]

    body = await error_of(
        slack.views_push(trigger_id=trigger(sandbox, first["id"]), view=modal(PROMPT, external_id="a"))
    )
    updated = await slack.views_update(external_id="a", view=modal(PROMPT, external_id="a"))

    assert body["error"] == "duplicate_external_id"
    assert updated["view"]["id"] == first["id"]


async def test_a_stack_holds_three_views(slack: AsyncWebClient, sandbox: SandboxServer) -> None:
    view = (await slack.views_open(trigger_id=trigger(sandbox), view=modal(PROMPT)))["view"]
    for _number in range(2):
        view = (await slack.views_push(trigger_id=trigger(sandbox, view["id"]), view=modal(PROMPT)))["view"]

    body = await error_of(slack.views_push(trigger_id=trigger(sandbox, view["id"]), view=modal(PROMPT)))

    assert body["error"] == "push_limit_reached"


async def test_a_closed_view_cannot_be_updated(slack: AsyncWebClient, sandbox: SandboxServer) -> None:
    view = (await slack.views_open(trigger_id=trigger(sandbox), view=modal(PROMPT)))["view"]
    modals = sandbox.world.slack.modals
    modals.close(modals.stack(cast.ANN)[0])

    body = await error_of(slack.views_update(view_id=view["id"], view=modal(PROMPT)))

    assert body["error"] == "not_found"


async def test_a_view_that_is_too_large_is_refused(slack: AsyncWebClient, sandbox: SandboxServer) -> None:
    huge = modal(
        *[
            {**PROMPT, "block_id": str(n), "hint": {"type": "plain_text", "text": "x" * 2000}}
            for n in range(99)
        ]
    )
    huge["blocks"] = huge["blocks"] * 2

    body = await error_of(slack.views_open(trigger_id=trigger(sandbox), view=huge))

    assert body["error"] == "view_too_large"


def test_a_trigger_lives_three_seconds() -> None:
    now = [100.0]
    triggers = Triggers(3.0, 0, lambda: now[0])
    late, in_time = triggers.issue(cast.ANN), triggers.issue(cast.ANN)

    now[0] = 102.9
    assert triggers.exchange(in_time).user == cast.ANN
    now[0] = 103.1
    with pytest.raises(SlackError, match="expired_trigger_id"):
        triggers.exchange(late)
