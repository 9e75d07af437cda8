"""chat.*: post, change, delete and link to messages. https://docs.slack.dev/reference/methods#chat"""

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.content import LONGEST_TEXT, LONGEST_UPDATE, Content
from bot.sandbox.slack.methods.method import postable_channel, visible_channel
from bot.sandbox.slack.shapes import message_json
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import Channel, Message
from bot.sandbox.slack.wire import Json, SlackError
from bot.sandbox.slack.workspace import is_ts


async def post_message(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postMessage"""
    channel = postable_channel(slack, args.required("channel"))
    _refuse_reply_to_reply(slack, channel, args)
    content = await slack.reader.read(args)
    if content.is_empty:
        raise SlackError("no_text")
    message = _message(slack, channel, content, args)
    message.files = _linked_files(slack, message.text)
    slack.stage.post(message)
    shape = message_json(slack.workspace, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shape} | _truncated(content)


def _message(slack: Slack, channel: Channel, content: Content, args: Arguments) -> Message:
    """A reply whose parent is gone lands un-threaded, and only its missing `thread_ts` says so."""
    parent = slack.workspace.living_parent(channel.id, args.text("thread_ts") or None)
    if args.given("username"):
        slack.require_scope("chat:write.customize")
    return Message(
        ts=slack.workspace.new_ts(),
        channel=channel.id,
        user=slack.workspace.bot.id,
        by_app=True,
        username=args.text("username"),
        text=(content.text or "")[:LONGEST_TEXT],
        blocks=content.blocks or None,
        attachments=content.attachments,
        metadata=content.metadata or None,
        thread_ts=parent.ts if parent is not None else None,
        broadcast=parent is not None and args.flag("reply_broadcast"),
    )


def _refuse_reply_to_reply(slack: Slack, channel: Channel, args: Arguments) -> None:
    thread_ts = args.text("thread_ts")
    if not thread_ts:
        return
    if not is_ts(thread_ts):
        raise SlackError("invalid_thread_ts")
    parent = slack.workspace.message(channel.id, thread_ts)
    if parent is not None and parent.thread_ts is not None:
        raise SlackError("cannot_reply_to_message")


def _linked_files(slack: Slack, text: str) -> list[str]:
    """A permalink of the app's own file in the text shares that file with the message."""
    base = f"{slack.config.public_url}/files/{slack.workspace.bot.id}/"
    own = (f for f in slack.workspace.files.values() if f.user == slack.workspace.bot.id and f.is_ready)
    return [file.id for file in own if f"{base}{file.id}/" in text]


def _truncated(content: Content) -> Json:
    if len(content.text or "") <= LONGEST_TEXT:
        return {}
    return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


async def update(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.update"""
    channel = visible_channel(slack, args.required("channel"))
    if args.flag("reply_broadcast") and any(args.given(name) for name in ("text", "blocks", "attachments")):
        raise SlackError("no_dual_broadcast_content_update")
    message = _own_message(slack, channel, args.required("ts"), "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    content = await slack.reader.read(args)
    if len(content.text or "") > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    _apply(slack, message, content, args)
    slack.stage.changed(message)
    shape = message_json(slack.workspace, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


def _apply(slack: Slack, message: Message, content: Content, args: Arguments) -> None:
    """Blocks replace blocks without an "(edited)"; text alone removes them and is marked as edited."""
    says_nothing = content.text is None and content.blocks is None and content.attachments is None
    if says_nothing and content.metadata is None and not args.flag("reply_broadcast"):
        raise SlackError("no_text")
    if not says_nothing:
        if content.is_empty:
            raise SlackError("no_text")
        message.text = content.text or ""
        message.blocks = content.blocks or None
        message.attachments = content.attachments
        if not content.blocks:
            message.edited_ts = slack.workspace.new_ts()
    if content.metadata is not None:
        message.metadata = content.metadata or None
    if args.flag("reply_broadcast") and message.thread_ts is not None:
        message.broadcast = True


def _own_message(slack: Slack, channel: Channel, ts: str, refusal: str) -> Message:
    message = slack.workspace.message(channel.id, ts)
    if message is None or message.is_tombstone:
        raise SlackError("message_not_found")
    if message.user != slack.workspace.bot.id or message.subtype in {"channel_join", "channel_leave"}:
        raise SlackError(refusal)
    return message


async def delete(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.delete"""
    channel = visible_channel(slack, args.required("channel"))
    message = _own_message(slack, channel, args.required("ts"), "cant_delete_message")
    slack.stage.remove(message)
    return {"ok": True, "channel": channel.id, "ts": args.text("ts")}


async def post_ephemeral(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    channel = postable_channel(slack, args.required("channel"))
    user = args.required("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    content = await slack.reader.read(args)
    if content.is_empty:
        raise SlackError("no_text")
    message = _message(slack, channel, content, args)
    message.only_for, message.broadcast = user, False
    if _is_shown(slack, message):
        slack.stage.post(message)
    return {"ok": True, "message_ts": message.ts}


def _is_shown(slack: Slack, message: Message) -> bool:
    """In a thread that has no replies yet an ephemeral message is accepted, and never seen."""
    parent = slack.workspace.living_parent(message.channel, message.thread_ts)
    return parent is None or bool(parent.replies)


async def get_permalink(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = visible_channel(slack, args.required("channel"))
    message = slack.workspace.message(channel.id, args.required("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"{slack.config.public_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts is not None:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}
