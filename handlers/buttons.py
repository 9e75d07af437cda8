"""Buttons: those that decide are written down and acked, those that open a form open it."""

import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.task import ChannelId, TaskId, UserId
from bot.errors import PersonError
from bot.views import ids, text
from handlers import again, history, motion, presets, products, result_forms, speech
from handlers.desk import Desk, Payload
from storage.store import NewEffect


def register(bolt: AsyncApp, desk: Desk) -> None:
    """One listener for every button; what each does stands in a table."""

    async def on_action(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _pressed(desk, body)
        await ack()

    bolt.action(re.compile(r".*"))(on_action)


async def _pressed(desk: Desk, body: Payload) -> None:
    """Raises StorageError when the click cannot be kept: Slack then shows a warning sign at the button."""
    action = body["actions"][0]
    name, value = action["action_id"], str(action.get("value", ""))
    if name in ids.LEADS:
        desk.supervise(history.lead(desk, body, name, value), what=f"lead to {name}")
        return
    if name == ids.USE_AGAIN:
        desk.supervise(again.use_again(desk, body, value), what="use settings again")
        return
    if "view" in body and (redraw := REDRAWN.get(name.rpartition(".")[2])):
        desk.supervise(redraw(desk, body), what=f"redraw for {name}")
    if name not in ids.ACTIONS:
        return
    try:
        task, _ = ids.read_button_value(value)
    except PersonError as error:
        desk.supervise(_say(desk, body, str(error)), what="answer a button")
        return
    if name in ids.OPENS_FORM:
        desk.supervise(result_forms.from_button(desk, body, name, value), what=f"open {name}")
    else:
        row = click_row(
            desk,
            body,
            name,
            task,
            dedupe=_click_key(body),
            response_url=str(body.get("response_url", "")),
            thread_ts=_thread(body),
        )
        await desk.service.add([row])


async def _say(desk: Desk, body: Payload, words: str) -> None:
    await desk.private.tell(
        ChannelId(_channel(body)),
        UserId(body["user"]["id"]),
        text.plain(words),
        response_url=str(body.get("response_url", "")),
    )


def click_row(
    desk: Desk,
    body: Payload,
    action: str,
    task: TaskId,
    *,
    dedupe: str,
    words: str = "",
    response_url: str = "",
    thread_ts: str = "",
) -> NewEffect:
    """A click as it is kept. The same click delivered twice has the same key."""
    return NewEffect(
        key=f"click:{dedupe}",
        name="Click",
        task=None,
        channel=_channel(body),
        due=desk.clock.now(),
        payload={
            "action": action,
            "task": task,
            "person": body["user"]["id"],
            "words": words,
            "response_url": response_url,
            "thread_ts": thread_ts,
            "home_trigger": str(body.get("trigger_id", "")) if is_home(body) else "",
        },
        urgent=True,
    )


def is_home(body: Payload) -> bool:
    """Whether the click came from App Home: there is no message around it, and no channel."""
    return (body.get("view") or {}).get("type") == "home"


def _click_key(body: Payload) -> str:
    action = body["actions"][0]
    container = body.get("container") or {}
    message = container.get("message_ts") or container.get("view_id", "")
    moment = action.get("action_ts") or body.get("trigger_id", "")
    return f"{moment}:{body['user']['id']}:{action['action_id']}:{message}"


def _channel(body: Payload) -> str:
    return str((body.get("channel") or {}).get("id", ""))


def _thread(body: Payload) -> str:
    """The thread the button stands in; a click on a root has none."""
    return str(
        (body.get("container") or {}).get("thread_ts") or (body.get("message") or {}).get("thread_ts") or ""
    )


async def redraw_with_preset(desk: Desk, body: Payload) -> None:
    """Each form fills in its own fields. Regenerate video is the form that the video was ordered with."""
    fields = {block["block_id"] for block in body["view"]["blocks"]}
    match body["view"]["callback_id"]:
        case ids.MAKE_VIDEO:
            await result_forms.redraw_make_video(desk, body)
        case ids.ANIMATE | ids.REGENERATE_VIDEO if ids.IMAGE_URL in fields:
            await motion.redraw(desk, body)
        case ids.AVATAR_VIDEO | ids.REGENERATE_VIDEO:
            await speech.redraw(desk, body)
        case _:
            await products.redraw(desk, body)


REDRAWN: Final[Mapping[str, Callable[[Desk, Payload], Coroutine[Any, Any, None]]]] = {
    ids.EFFECT: motion.redraw,
    ids.PRESET: redraw_with_preset,
    ids.KNOWN_PRESET: presets.redraw_presets,
    ids.CHANNEL: products.redraw,
    ids.SHOW_PRESETS: products.redraw,
    ids.RESOLUTION: motion.redraw,
    ids.LENGTH: motion.redraw,
    ids.ADD_CLIP: speech.add_clip,
    ids.CLIP: speech.redraw,
}
"""What is pressed or chosen in an open form and changes the rest of it."""
