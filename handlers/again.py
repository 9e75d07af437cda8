"""Use these settings again: the form of a new order, filled in as an old one was."""

from bot.domain.generation import Kind
from bot.domain.task import ChannelId, Task, UserId
from bot.errors import PersonError
from bot.views import ids, text
from bot.views.forms import Metadata
from bot.views.message import Block
from handlers import motion, openers, products, speech
from handlers.desk import Desk, Payload
from handlers.rights import check_visible


async def use_again(desk: Desk, body: Payload, value: str) -> None:
    """Ordered where the button was pressed, by whoever may see the old one. Whether they may order is
    checked when they do."""
    person, here = UserId(body["user"]["id"]), ChannelId((body.get("channel") or {}).get("id", ""))
    task_id, _ = ids.read_button_value(value)
    task = await desk.service.task(task_id)

    async def fill(metadata: Metadata) -> Block:
        await check_visible(desk, here=None, person=person, task=task)
        return await _filled(desk, task, here, metadata)

    metadata = Metadata(channel=here, response_url=str(body.get("response_url", "")))
    await openers.open_form(desk, body, _form(desk, task), metadata, fill)


def _form(desk: Desk, task: Task) -> str:
    can = desk.service.all_providers[task.generation.provider].can
    match task.generation.call:
        case can.animates:
            return ids.ANIMATE
        case can.speaks:
            return ids.AVATAR_VIDEO
        case _:
            return products.form_of(task)


async def _filled(desk: Desk, task: Task, here: ChannelId, metadata: Metadata) -> Block:
    """Raises PersonError where nothing of it can be ordered by itself."""
    if task.kind is Kind.AUDIO:
        raise PersonError(text.order_gone())
    match _form(desk, task):
        case ids.ANIMATE:
            return await motion.form_like(desk, task, here, metadata)
        case ids.AVATAR_VIDEO:
            return await speech.form_like(desk, task, here, metadata)
        case _:
            return await products.form_like(desk, task, here, metadata)
