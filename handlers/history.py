"""What was asked for so far: `/greenlight tasks` in pages, and one task with its history."""

from contextlib import suppress
from dataclasses import replace

from bot.domain.policy import Action
from bot.domain.search import TaskSearch
from bot.domain.task import ChannelId, Task, UserId
from bot.errors import PersonError, SlackError
from bot.outbox.draw import live_buttons
from bot.views import ids, text
from bot.views.filters import ListTasks, read_filters
from bot.views.message import Message
from bot.views.pages import tasks_message
from bot.views.show import has_pictures, show_message
from bot.views.text import labels
from handlers.desk import Desk, Payload
from handlers.rights import check_inside, check_may, check_visible


async def tasks(desk: Desk, body: Payload, wanted: ListTasks) -> Message:
    """The newest of this channel's tasks, or one's own wherever they are. Raises NotAllowed."""
    person, here = UserId(body["user_id"]), ChannelId(body["channel_id"])
    await check_may(desk, person, Action.LOOK, here)
    if wanted.channel is None and not wanted.mine:
        wanted = replace(wanted, channel=here)
    await _check_sees(desk, wanted, person, here=here)
    return await _page(desk, wanted, _search(wanted, person))


async def show(desk: Desk, body: Payload, task: Task) -> None:
    """One task for whoever may see it; it comes by the response_url, where we hear whether Slack can show the
    pictures. Raises NotAllowed."""
    here, person = ChannelId(body["channel_id"]), UserId(body["user_id"])
    await check_visible(desk, here=here, person=person, task=task)
    answer = _say_task(desk, task, here, person, str(body.get("response_url", "")))
    desk.supervise(answer, what="show a task")


async def lead(desk: Desk, body: Payload, action: str, value: str) -> None:
    """What a button of a list leads to. Whoever left the channel meanwhile is told so."""
    person = UserId(body["user"]["id"])
    channel = ChannelId((body.get("channel") or {}).get("id", ""))
    response_url = str(body.get("response_url", ""))
    try:
        if action == ids.SHOW:
            task_id, _ = ids.read_button_value(value)
            task = await desk.service.task(task_id)
            await check_visible(desk, here=None, person=person, task=task)
            await _say_task(desk, task, channel, person, response_url)
            return
        message = await _turned(desk, person, channel, action, value)
        if await _replaced(desk, response_url, message):
            return
    except PersonError as error:
        message = text.plain(str(error))
    await desk.private.tell(channel, person, message, response_url=response_url)


async def _turned(desk: Desk, person: UserId, here: ChannelId, action: str, value: str) -> Message:
    """Raises PersonError."""
    place, filters = ids.read_page_value(value)
    wanted = read_filters(filters, now=desk.clock.now(), providers=desk.service.all_providers)
    await check_may(desk, person, Action.LOOK, wanted.channel or here)
    await _check_sees(desk, wanted, person, here=None)
    search = _search(wanted, person)
    is_down = action == ids.OLDER
    return await _page(
        desk, wanted, replace(search, older_than=place) if is_down else replace(search, newer_than=place)
    )


async def _check_sees(desk: Desk, wanted: ListTasks, person: UserId, *, here: ChannelId | None) -> None:
    """One's own tasks always; those of a channel whoever is in it now."""
    if wanted.channel is not None and wanted.channel != here and not wanted.mine:
        await check_inside(desk, wanted.channel, person)


async def _page(desk: Desk, wanted: ListTasks, search: TaskSearch) -> Message:
    return tasks_message(await desk.service.store.search(search), wanted, prices=desk.prices)


def _search(wanted: ListTasks, person: UserId) -> TaskSearch:
    """Without a channel it is about one's own tasks, whatever a value that came back from Slack says."""
    is_mine = wanted.mine or wanted.channel is None
    return TaskSearch(
        channel=wanted.channel,
        requester=person if is_mine else wanted.person,
        statuses=wanted.statuses,
        providers=wanted.providers,
        kinds=wanted.kinds,
        since=wanted.since,
        until=wanted.until,
        words=wanted.words,
    )


async def _say_task(desk: Desk, task: Task, channel: ChannelId, person: UserId, response_url: str) -> None:
    """With thumbnails, and in words alone where Slack does not take those."""
    message = await _shown(desk, task, with_pictures=True)
    if has_pictures(message):
        with suppress(SlackError):
            if response_url:
                await desk.slack.respond(response_url, message.text, message.blocks)
            else:
                await desk.slack.whisper(channel, person, message.text, message.blocks)
            return
        message = await _shown(desk, task, with_pictures=False)
    await desk.private.tell(channel, person, message, response_url=response_url)


async def _shown(desk: Desk, task: Task, *, with_pictures: bool) -> Message:
    store = desk.service.store
    return show_message(
        task,
        lineage=await store.lineage(task.lineage),
        history=await store.history(task.id),
        buttons=await live_buttons(desk.tools, task),
        now=desk.clock.now(),
        prices=desk.prices,
        provider_label=labels.provider_label(task.generation.provider),
        with_pictures=with_pictures,
    )


async def _replaced(desk: Desk, response_url: str, message: Message) -> bool:
    """The page in the place of the one before it, as long as Slack lets us."""
    if not response_url:
        return False
    try:
        await desk.slack.respond(response_url, message.text, message.blocks, replace=True)
    except SlackError:
        return False
    return True
