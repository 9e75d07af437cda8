"""A stock Bolt app works here as it does at Slack, over HTTP."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import SandboxConfig
from bot.sandbox.slack import cast
from tests.sandbox.conftest import Person, error_of
from tests.sandbox.slack.conftest import until

PROMPT = {
    "type": "input",
    "block_id": "prompt",
    "label": {"type": "plain_text", "text": "Prompt"},
    "element": {"type": "plain_text_input", "action_id": "v", "initial_value": "a mug"},
}
CHOICE = {
    "type": "input",
    "block_id": "voice",
    "optional": True,
    "label": {"type": "plain_text", "text": "Voice"},
    "element": {"type": "external_select", "action_id": "voice", "min_query_length": 0},
}
BUTTONS = {
    "type": "actions",
    "block_id": "buttons",
    "elements": [
        {
            "type": "button",
            "action_id": "approve",
            "value": "GL-1",
            "text": {"type": "plain_text", "text": "Approve"},
        }
    ],
}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    title = {"type": "plain_text", "text": "New"}
    submit = {"type": "plain_text", "text": "Make"}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": title,
        "submit": submit,
        "blocks": list(blocks),
        **more,
    }


def opens(bolt: AsyncApp, view: dict[str, Any]) -> None:
    @bolt.command("/product-image")
    async def order(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()


async def test_a_command_is_answered_for_its_caller_alone(
    bolt_over_http: AsyncApp, person: Callable[[str], Person]
) -> None:
    @bolt_over_http.command("/greenlight")
    async def greet(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack(f"{command['user_name']} said {command['text']}")

    answer = await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/greenlight help")

    assert answer == {"ok": True, "told": "ann said help"}
    assert [m["text"] for m in await person(cast.ANN).reads(cast.LAUNCH)] == ["ann said help"]
    assert await person(cast.BEN).reads(cast.LAUNCH) == []


async def test_a_command_that_nobody_handles_fails_in_words(
    bolt_over_http: AsyncApp, person: Callable[[str], Person]
) -> None:
    answer = await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/animate x")

    assert answer == {"ok": False, "error": "dispatch_failed"}
    notices = (await person(cast.ANN).sees())["notices"]
    assert notices[-1]["text"] == '/animate failed with the error "dispatch_failed"'


class TestImpatience:
    @pytest.fixture
    def config(self, config: SandboxConfig) -> SandboxConfig:
        return replace(config, timing=replace(config.timing, ack=0.1))

    async def test_a_command_that_takes_too_long_times_out(
        self, bolt_over_http: AsyncApp, person: Callable[[str], Person]
    ) -> None:
        @bolt_over_http.command("/animate")
        async def sleep(ack: AsyncAck) -> None:
            await asyncio.sleep(0.2)
            await ack()

        answer = await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/animate x")

        assert answer["error"] == "operation_timeout"


async def test_a_modal_is_opened_filled_and_submitted(
    bolt_over_http: AsyncApp, person: Callable[[str], Person]
) -> None:
    received: list[dict[str, Any]] = []
    opens(bolt_over_http, modal(PROMPT, private_metadata="C1"))

    @bolt_over_http.view("form")
    async def submitted(ack: AsyncAck, view: dict[str, Any]) -> None:
        received.append(view)
        await ack()

    ann = person(cast.ANN)
    await ann.does("command", channel=cast.LAUNCH, text="/product-image")
    (view,) = (await ann.sees())["views"]
    assert view["state"]["values"]["prompt"]["v"]["value"] == "a mug"

    answer = await ann.does(f"views/{view['id']}/submit", values={"prompt": {"v": {"value": "a shoe"}}})

    assert answer == {"ok": True}
    assert received[0]["state"]["values"]["prompt"]["v"] == {"type": "plain_text_input", "value": "a shoe"}
    assert received[0]["private_metadata"] == "C1"
    assert (await ann.sees())["views"] == []


async def test_a_required_input_left_empty_does_not_leave_the_client(
    bolt_over_http: AsyncApp, person: Callable[[str], Person]
) -> None:
    opens(bolt_over_http, modal(PROMPT))
    ann = person(cast.ANN)
    await ann.does("command", channel=cast.LAUNCH, text="/product-image")
    (view,) = (await ann.sees())["views"]

    answer = await ann.does(f"views/{view['id']}/submit", values={"prompt": {"v": {"value": " "}}})

    assert answer == {"ok": False, "errors": {"prompt": "Please complete this required field."}}


async def test_errors_are_shown_at_their_inputs_and_nowhere_else(
    bolt_over_http: AsyncApp, person: Callable[[str], Person]
) -> None:
    told = {"prompt": "Too short"}
    opens(bolt_over_http, modal(PROMPT))

    @bolt_over_http.view("form")
    async def refused(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors=told)

    ann = person(cast.ANN)
    await ann.does("command", channel=cast.LAUNCH, text="/product-image")
    (view,) = (await ann.sees())["views"]

    assert await ann.does(f"views/{view['id']}/submit", values={}) == {"ok": False, "errors": told}
    told = {"elsewhere": "Too short"}
    lost = await ann.does(f"views/{view['id']}/submit", values={})
    assert lost["error"] == "We had some trouble connecting. Try again?"
    assert len((await ann.sees())["views"]) == 1


async def test_a_submission_may_push_and_clear_views(
    bolt_over_http: AsyncApp, person: Callable[[str], Person]
) -> None:
    opens(bolt_over_http, modal(PROMPT))

    @bolt_over_http.view("form")
    async def pushed(ack: AsyncAck, view: dict[str, Any]) -> None:
        if view["previous_view_id"] is None:
            await ack(response_action="push", view=modal(PROMPT))
        else:
            await ack(response_action="clear")

    ann = person(cast.ANN)
    await ann.does("command", channel=cast.LAUNCH, text="/product-image")
    await ann.does(f"views/{(await ann.sees())['views'][-1]['id']}/submit", values={})
    root, top = (await ann.sees())["views"]
    assert top["previous_view_id"] == top["root_view_id"] == root["id"]

    await ann.does(f"views/{top['id']}/submit", values={})

    assert (await ann.sees())["views"] == []


async def test_an_external_select_asks_the_app(
    bolt_over_http: AsyncApp, person: Callable[[str], Person]
) -> None:
    opens(bolt_over_http, modal(CHOICE))

    @bolt_over_http.options("voice")
    async def voices(ack: AsyncAck, payload: dict[str, Any]) -> None:
        text = {"type": "plain_text", "text": f"Voice {payload['value']}"}
        await ack(options=[{"text": text, "value": "v1"}])

    ann = person(cast.ANN)
    await ann.does("command", channel=cast.LAUNCH, text="/product-image")
    (view,) = (await ann.sees())["views"]

    answer = await ann.does("options", view_id=view["id"], block_id="voice", action_id="voice", value="em")

    assert answer["options"][0]["text"]["text"] == "Voice em"


async def test_a_button_click_carries_its_message_and_a_response_url(
    bolt_over_http: AsyncApp, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    bodies: list[dict[str, Any]] = []

    @bolt_over_http.action("approve")
    async def approve(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        bodies.append(body)
        await ack()
        await respond("Only Ben can.", replace_original=False, thread_ts=body["message"]["ts"])

    post = await slack.chat_postMessage(channel=cast.LAUNCH, text="Result", blocks=[BUTTONS])
    answer = await person(cast.ANN).does("click", channel=cast.LAUNCH, ts=post["ts"], action_id="approve")

    assert answer == {"ok": True}
    body = bodies[0]
    assert (body["actions"][0]["value"], body["actions"][0]["block_id"]) == ("GL-1", "buttons")
    assert body["message"]["ts"] == body["container"]["message_ts"] == post["ts"]
    private = [m for m in await person(cast.ANN).reads(cast.LAUNCH) if m.get("is_ephemeral")]
    assert [(m["text"], m["thread_ts"]) for m in private] == [("Only Ben can.", post["ts"])]


async def test_a_click_on_an_ephemeral_message_can_replace_it(
    bolt_over_http: AsyncApp, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    bodies: list[dict[str, Any]] = []

    @bolt_over_http.action("approve")
    async def approve(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        bodies.append(body)
        await ack()
        await respond("Done", replace_original=True)

    post = await slack.chat_postEphemeral(channel=cast.LAUNCH, user=cast.ANN, text="?", blocks=[BUTTONS])
    await person(cast.ANN).does("click", channel=cast.LAUNCH, ts=post["message_ts"], action_id="approve")

    assert "message" not in bodies[0]
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert [m["text"] for m in await person(cast.ANN).reads(cast.LAUNCH)] == ["Done"]


async def test_a_trigger_is_good_for_one_modal(
    bolt_over_http: AsyncApp, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    triggers: list[str] = []

    @bolt_over_http.command("/product-image")
    async def order(ack: AsyncAck, body: dict[str, Any]) -> None:
        triggers.append(body["trigger_id"])
        await ack()

    await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/product-image")
    await slack.views_open(trigger_id=triggers[0], view=modal(PROMPT))

    again = await error_of(slack.views_open(trigger_id=triggers[0], view=modal(PROMPT)))
    unknown = await error_of(slack.views_open(trigger_id="1.2.abc", view=modal(PROMPT)))
    assert (again["error"], unknown["error"]) == ("exchanged_trigger_id", "invalid_trigger_id")


async def test_shortcuts_reach_the_app(
    bolt_over_http: AsyncApp, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    seen: list[dict[str, Any]] = []

    @bolt_over_http.shortcut("new_generation")
    async def globally(ack: AsyncAck, body: dict[str, Any]) -> None:
        seen.append(body)
        await ack()

    @bolt_over_http.shortcut("animate_image")
    async def on_message(ack: AsyncAck, body: dict[str, Any]) -> None:
        seen.append(body)
        await ack()

    post = await slack.chat_postMessage(channel=cast.LAUNCH, text="picture")
    await person(cast.ANN).does("shortcut", callback_id="new_generation", channel=cast.LAUNCH)
    await person(cast.ANN).does(
        "shortcut", callback_id="animate_image", channel=cast.LAUNCH, message_ts=post["ts"]
    )

    assert [body["type"] for body in seen] == ["shortcut", "message_action"]
    assert "channel" not in seen[0]
    assert seen[1]["message"]["text"] == "picture"


async def test_events_reach_the_app_that_asked_for_them(
    bolt_over_http: AsyncApp, person: Callable[[str], Person]
) -> None:
    seen: list[dict[str, Any]] = []

    @bolt_over_http.event("app_home_opened")
    async def opened(event: dict[str, Any], client: AsyncWebClient) -> None:
        seen.append(event)
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [BUTTONS]})

    @bolt_over_http.event("member_joined_channel")
    async def joined(event: dict[str, Any]) -> None:
        seen.append(event)

    await person(cast.ANN).does("home")
    await until(lambda: len(seen) == 1)
    await person(cast.ANN).does("command", channel=cast.QUIET, text="/invite @Greenlight")
    await until(lambda: len(seen) == 2)

    assert seen[0]["tab"] == "home"
    assert (seen[1]["user"], seen[1]["inviter"]) == (cast.BOT_USER, cast.ANN)


async def test_the_home_tab_shows_what_was_published(
    bolt_over_http: AsyncApp, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    published = await slack.views_publish(user_id=cast.ANN, view={"type": "home", "blocks": [BUTTONS]})

    stale = await error_of(
        slack.views_publish(user_id=cast.ANN, view={"type": "home", "blocks": [BUTTONS]}, hash="1.x")
    )

    assert (await person(cast.ANN).sees())["home"]["id"] == published["view"]["id"]
    assert stale["error"] == "hash_conflict"


async def test_closing_is_told_to_who_asked_for_it(
    bolt_over_http: AsyncApp, person: Callable[[str], Person]
) -> None:
    closed: list[bool] = []
    opens(bolt_over_http, modal(PROMPT, notify_on_close=True))

    @bolt_over_http.view_closed("form")
    async def gone(ack: AsyncAck, body: dict[str, Any]) -> None:
        closed.append(body["is_cleared"])
        await ack()

    ann = person(cast.ANN)
    await ann.does("command", channel=cast.LAUNCH, text="/product-image")
    await ann.does(f"views/{(await ann.sees())['views'][0]['id']}/close")
    await until(lambda: bool(closed))

    assert closed == [False]


async def test_an_update_keeps_what_was_typed(
    bolt_over_http: AsyncApp, slack: AsyncWebClient, person: Callable[[str], Person], sandbox: SandboxServer
) -> None:
    opens(bolt_over_http, modal(PROMPT))
    ann = person(cast.ANN)
    await ann.does("command", channel=cast.LAUNCH, text="/product-image")
    (view,) = (await ann.sees())["views"]
    await ann.does(f"views/{view['id']}/action", block_id="prompt", action_id="v", value="typed")

    await slack.views_update(view_id=view["id"], view=modal(PROMPT, CHOICE), hash=view["hash"])

    (view,) = (await ann.sees())["views"]
    assert view["state"]["values"]["prompt"]["v"]["value"] == "typed"
    stale = await error_of(slack.views_update(view_id=view["id"], view=modal(PROMPT), hash="1.x"))
    assert stale["error"] == "hash_conflict"
