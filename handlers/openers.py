"""Opens forms: a loading view within the three seconds that a trigger lives, filled right after."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from bot.domain.task import ChannelId, UserId
from bot.errors import PersonError, SlackBusy, SlackError
from bot.outbox.troubles import is_passing, sentence, without_button
from bot.slack import OpenView, Trouble, trouble
from bot.views import forms, text
from bot.views.forms import Metadata
from bot.views.message import Block
from bot.views.text import money
from handlers.desk import Desk, Payload

OPEN_WITHIN: Final = timedelta(seconds=2)
FILL_PAUSES: Final = (timedelta(seconds=0.5), timedelta(seconds=1.5))

Fill = Callable[[Metadata], Awaitable[Block]]


async def open_form(desk: Desk, body: Payload, form: str, metadata: Metadata, fill: Fill) -> None:
    """Open and fill one form. What keeps it from being filled is said in the window itself."""
    try:
        async with asyncio.timeout(OPEN_WITHIN.total_seconds()):
            view = await _opened(desk, body["trigger_id"], forms.loading_view(form, metadata))
    except (SlackError, TimeoutError):
        await _say_too_slow(desk, body, metadata)
        return
    try:
        filled = await fill(metadata)
    except (PersonError, SlackError) as error:
        words = str(error) if isinstance(error, PersonError) else without_button(sentence(error))
        filled = forms.say_view(forms.title_of(form), words)
    await _fill_window(desk, body, metadata, view.id, filled)


async def _opened(desk: Desk, trigger: str, view: Block) -> OpenView:
    """Told to wait, the second try waits for as long: while that is short, the trigger lives on."""
    try:
        return await desk.slack.open_view(trigger, view)
    except SlackBusy:
        return await desk.slack.open_view(trigger, view)


def price(desk: Desk, call: str, provider: str = "creatify") -> str:
    """The price of a call in words."""
    return money.price_of(desk.prices, provider, call)


async def _fill_window(desk: Desk, body: Payload, metadata: Metadata, window: str, filled: Block) -> None:
    """A window that is not filled would say that it loads for ever. One that was closed is fine."""
    for pause in (*FILL_PAUSES, None):
        try:
            await desk.slack.update_view(window, filled)
        except SlackError as error:
            if trouble(error) is Trouble.TOO_LATE:
                return
            if pause is None or not is_passing(error):
                break
            await desk.clock.sleep(pause)
        else:
            return
    await _say_too_slow(desk, body, metadata)


async def _say_too_slow(desk: Desk, body: Payload, metadata: Metadata) -> None:
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id", "")
    await desk.private.tell(
        ChannelId(channel),
        UserId(body.get("user_id") or body["user"]["id"]),
        text.plain(text.slack_too_slow()),
        response_url=metadata.response_url or response_url(body),
        thread_ts=metadata.thread_ts,
    )


def response_url(body: Payload) -> str:
    """Where what a person did can be answered in private, "" where Slack gave no such place."""
    return str(body.get("response_url", ""))
