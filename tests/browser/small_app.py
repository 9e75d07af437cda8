"""A stock Bolt app with one form and one reviewed picture, for the page to be tried with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.config import BOT_TOKEN, SIGNING_SECRET
from tests.browser.fake_server import png
from tests.browser.scenes import REVIEW, field, modal, options, section

Json = dict[str, Any]


def _view(*blocks: Json, channel: str, submit: str | None = "Make it") -> Json:
    view = modal("", "New image", *blocks, submit=submit, callback_id="form", private_metadata=channel)
    return {key: value for key, value in view.items() if key != "id"}


def _form(channel: str) -> Json:
    return _view(
        field("Channel", "conversations_select", default_to_current_conversation=True),
        field("Prompt", "plain_text_input", multiline=True),
        field("Avatar", "external_select", min_query_length=0),
        channel=channel,
    )


async def _open_form(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    loading = _view(section("Loading …"), channel=body["channel_id"], submit=None)
    opened = await client.views_open(trigger_id=body["trigger_id"], view=loading)
    await ack()
    await client.views_update(view_id=opened["view"]["id"], view=_form(body["channel_id"]))


async def _offer(ack: AsyncAck, body: Json) -> None:
    names = [name for name in ("Anna", "Marcus") if body["value"].lower() in name.lower()]
    await ack(options=options(*names))


async def _make(ack: AsyncAck, view: Json, client: AsyncWebClient) -> None:
    values = view["state"]["values"]
    prompt = values["prompt"]["v"]["value"]
    if "forbidden" in prompt:
        await ack(response_action="errors", errors={"prompt": "Not that, please."})
        return
    await ack()
    channel = values["channel"]["v"]["selected_conversation"]
    root = await client.chat_postMessage(channel=channel, text=f"*GL-7K3Q* {prompt}")
    await client.files_upload_v2(
        channel=channel, thread_ts=root["ts"], file=png(), filename="mug.png", title="A mug"
    )
    review: list[Any] = [section("Your image is ready."), *REVIEW]
    await client.chat_postMessage(channel=channel, thread_ts=root["ts"], text="Ready", blocks=review)


async def _approve(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    await ack()
    message = body["message"]
    await client.chat_update(channel=body["channel"]["id"], ts=message["ts"], text="Approved by Ann.")


async def _refuse(ack: AsyncAck, respond: AsyncRespond, body: Json) -> None:
    await ack()
    thread = body["message"]["thread_ts"]
    await respond(text="Only Ben may do that.", replace_original=False, thread_ts=thread)


async def _show_home(event: Json, client: AsyncWebClient) -> None:
    view = {"type": "home", "blocks": [section("*My running tasks*: none")]}
    await client.views_publish(user_id=event["user"], view=view)


def small_app(url: str) -> AsyncApp:
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{url}/api/")
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET, process_before_response=True)
    app.command("/product-image")(_open_form)
    app.options("v")(_offer)
    app.view("form")(_make)
    app.action("approve")(_approve)
    app.action("changes")(_refuse)
    app.event("app_home_opened")(_show_home)
    return app


@asynccontextmanager
async def served(app: AsyncApp) -> AsyncIterator[str]:
    """The app's events endpoint, on a free port."""

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", handle)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()
