"""`/greenlight batch`: a table is checked row by row, confirmed once, and ordered by the outbox."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from bot.domain.batch import Batch
from bot.domain.policy import Action, can
from bot.domain.task import BatchId, ChannelId, UserId
from bot.errors import NotAllowed, PersonError, SlackError
from bot.outbox.troubles import is_passing, sentence, without_button
from bot.slack import SlackFile
from bot.views import forms, ids, text
from bot.views.forms import BatchForm, Metadata
from bot.views.message import Block
from bot.views.text import tables
from handlers import openers
from handlers.desk import Desk, Payload
from handlers.rows import Rows
from handlers.submissions import values_of
from storage.store import NewEffect

AFTER_THE_ANSWER: Final = timedelta(seconds=0.7)
"""Until Slack has surely put "Checking…" into the window: what was found must not be overwritten by it."""


CHECKED_WITHIN: Final = timedelta(seconds=15)
"""Else the window is told so, while there is still somebody to tell it."""


async def open_batch(desk: Desk, body: Payload) -> None:
    """The form, for whoever may request something here."""
    channel, person = ChannelId(body["channel_id"]), UserId(body["user_id"])

    async def fill(metadata: Metadata) -> Block:
        await _check_may(desk, channel, person)
        return forms.batch_form(metadata)

    metadata = Metadata(channel=channel, response_url=body.get("response_url", ""))
    await openers.open_form(desk, body, ids.BATCH, metadata, fill)


async def submit_batch(desk: Desk, body: Payload) -> Mapping[str, Any]:
    """Answered at once; reading a file and 500 rows may take longer than Slack waits."""
    read = forms.read_batch(values_of(body), body["view"]["private_metadata"])
    window, person = str(body["view"]["id"]), UserId(body["user"]["id"])
    desk.supervise(_check(desk, read, window, person), what="check a batch")
    return {
        "response_action": "update",
        "view": forms.say_view(forms.title_of(ids.BATCH), tables.CHECKING),
    }


async def order_batch(desk: Desk, body: Payload) -> None:
    """The one confirmation: written down, and carried out after the answer."""
    batch = await desk.service.store.batch(BatchId(body["view"]["id"]))
    if batch is None or batch.person != body["user"]["id"]:
        raise PersonError(text.order_gone())
    kept = forms.read_metadata(body["view"]["private_metadata"])
    start = NewEffect(
        key=f"startbatch:{batch.id}",
        name="StartBatch",
        task=None,
        channel=batch.channel,
        due=desk.clock.now(),
        payload={"batch": batch.id, "response_url": kept.response_url},
        urgent=True,
    )
    await desk.service.add([start])


async def _check(desk: Desk, read: BatchForm, window: str, person: UserId) -> None:
    try:
        async with asyncio.timeout(CHECKED_WITHIN.total_seconds()):
            await _check_may(desk, read.channel, person)
            batch = await _checked(desk, read, window, person)
            await desk.service.store.keep_batch(batch)
        metadata = Metadata(channel=read.channel, response_url=read.response_url)
        view = forms.batch_outcome(batch, metadata, prices=desk.prices)
    except TimeoutError:
        view = forms.say_view(forms.title_of(ids.BATCH), tables.checked_too_slowly())
    except SlackError as error:
        view = forms.say_view(forms.title_of(ids.BATCH), without_button(sentence(error)))
    except PersonError as error:
        view = forms.say_view(forms.title_of(ids.BATCH), str(error))
    await desk.clock.sleep(AFTER_THE_ANSWER)
    await desk.slack.update_view(window, view)


async def _checked(desk: Desk, read: BatchForm, window: str, person: UserId) -> Batch:
    content = await _content(desk, read)
    rows = Rows(desk=desk, channel=read.channel)
    return Batch(
        id=BatchId(window),
        team=desk.team,
        channel=read.channel,
        person=person,
        made_at=desk.clock.now(),
        rows=tuple([await rows.read(row) for row in forms.read_table(content)]),
    )


async def _content(desk: Desk, read: BatchForm) -> str:
    if not read.file:
        return read.text
    try:
        file = (
            SlackFile(id=read.file, url=read.file_url) if read.file_url else await desk.slack.file(read.file)
        )
        chunks = [chunk async for chunk in desk.slack.content(file, most_bytes=forms.MOST_BYTES)]
        return b"".join(chunks).decode("utf-8-sig")
    except SlackError as error:
        if is_passing(error) or error.code == "missing_scope":
            raise
        raise PersonError(tables.file_unreadable()) from error
    except UnicodeDecodeError as error:
        raise PersonError(tables.file_unreadable()) from error


async def _check_may(desk: Desk, channel: ChannelId, person: UserId) -> None:
    actor = await desk.people.actor(desk.team, person)
    policy = await desk.people.policy(desk.team, channel)
    ruling = can(actor, Action.REQUEST, None, policy)
    if not ruling.allowed:
        raise NotAllowed(ruling.why)
