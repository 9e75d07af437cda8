"""files.*: the three-step upload, what became of it, and deletion. https://docs.slack.dev/reference/methods#files"""

from typing import Final

from bot.sandbox.blockkit import problems_in_message
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.content import fill_in_ids, invalid_blocks, read_blocks
from bot.sandbox.slack.methods.method import next_page, page
from bot.sandbox.slack.shapes import file_json
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import Channel, StoredFile
from bot.sandbox.slack.uploads import LARGEST_FILE
from bot.sandbox.slack.wire import Json, SlackError, invalid_arguments

_LONGEST_ALT_TEXT: Final = 1000
_MOST_CHANNELS: Final = 100


async def get_upload_url(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""
    if not args.text("filename") or args.number("length", 0) <= 0:
        raise SlackError("missing_argument")
    if len(args.text("alt_txt")) > _LONGEST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    length = args.number("length", 0)
    if length > LARGEST_FILE:
        raise SlackError("file_upload_size_restricted")
    if slack.uploads.storage_is_full():
        raise SlackError("storage_limit_reached")
    file = slack.uploads.issue_ticket(args.text("filename"), length, has_alt_text=bool(args.text("alt_txt")))
    url = f"{slack.config.public_url}/upload/v1/{file.upload_token}"
    return {"ok": True, "upload_url": url, "file_id": file.id}


async def complete_upload(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal

    The answer comes before Slack looks at the files: no `mimetype` yet, no `shares`.
    """
    channels = _share_channels(slack, args)
    files = _named_files(slack, args)
    thread_ts = args.text("thread_ts") or None
    if thread_ts is not None and len(channels) > 1:
        raise SlackError("invalid_arguments")
    text = args.text("initial_comment")
    blocks = None if text else _share_blocks(slack, args)
    slack.uploads.complete(files, channels, thread_ts=thread_ts, text=text, blocks=blocks)
    return {"ok": True, "files": [file_json(slack.workspace, file) for file in files]}


def _named_files(slack: Slack, args: Arguments) -> list[StoredFile]:
    named = args.json_list("files", "invalid_arguments")
    if not named:
        raise invalid_arguments("missing required field: files")
    if not all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in named):
        raise invalid_arguments("missing required field: id [json-pointer:/files/0]")
    found = [slack.uploads.own_file(item["id"]) for item in named]
    for file, item in zip(found, named, strict=True):
        file.title = str(item.get("title") or file.name)
    return found


def _share_channels(slack: Slack, args: Arguments) -> list[Channel]:
    names = args.words("channels") or args.words("channel_id")
    if len(names) > _MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    return [_share_channel(slack, name) for name in names]


def _share_channel(slack: Slack, name: str) -> Channel:
    """Only ids; sharing needs membership even where posting does not."""
    channel = slack.workspace.channels.get(name)
    if channel is None or not slack.workspace.bot_sees(channel):
        raise SlackError("channel_not_found")
    if not slack.workspace.bot_is_in(channel):
        raise SlackError("not_in_channel")
    if channel.is_archived or channel.restricted:
        raise SlackError("posting_to_channel_denied")
    return channel


def _share_blocks(slack: Slack, args: Arguments) -> list[Json] | None:
    """A `markdown` block here breaks Slack: https://github.com/slackapi/python-slack-sdk/issues/1756"""
    blocks = read_blocks(args)
    if not blocks:
        return None
    if any(isinstance(block, dict) and block.get("type") == "markdown" for block in blocks):
        raise SlackError("internal_error")
    if problems := problems_in_message(blocks):
        raise invalid_blocks(problems)
    fill_in_ids(slack.workspace, blocks)
    return blocks


async def info(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.info"""
    file = _visible_file(slack, args)
    paging = {"count": 100, "total": 0, "page": 1, "pages": 0}
    return {
        "ok": True,
        "file": file_json(slack.workspace, file),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
        "paging": paging,
    }


async def delete(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.delete"""
    file = _visible_file(slack, args)
    if file.user != slack.workspace.bot.id:
        raise SlackError("cant_delete_file")
    slack.stage.remove_file(file)
    return {"ok": True}


async def list_files(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.list"""
    seen = (f for f in slack.workspace.files.values() if f.is_completed and not f.is_deleted)
    shapes = [file_json(slack.workspace, file) for file in seen if slack.workspace.bot_sees_file(file)]
    shown, cursor = page(shapes, args, default=100, most=1000)
    return {"ok": True, "files": shown, **next_page(cursor)}


def _visible_file(slack: Slack, args: Arguments) -> StoredFile:
    file = slack.workspace.files.get(args.required("file"))
    if file is None or not slack.workspace.bot_sees_file(file):
        raise SlackError("file_not_found")
    if file.is_deleted:
        raise SlackError("file_deleted")
    if not file.is_completed:
        raise SlackError("file_not_found")
    return file
