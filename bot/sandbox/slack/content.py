"""Reads and checks what a message is to say: text, blocks, attachments, metadata."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.blockkit import Problem, problems_in_message, text_length
from bot.sandbox.config import Manifest
from bot.sandbox.faults import Faults
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.pictures import PictureFetcher, found_in
from bot.sandbox.slack.state import StoredFile
from bot.sandbox.slack.wire import Json, SlackError
from bot.sandbox.slack.workspace import Workspace

LONGEST_TEXT: Final = 40_000
LONGEST_UPDATE: Final = 4_000
_LONGEST_BLOCKS: Final = 10_000
_LARGEST_METADATA: Final = 4_096
_EVENT_TYPE = re.compile(r"^[A-Za-z0-9_]{1,255}$")
_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the app asked to be shown. None means: not given, which an update tells from empty."""

    text: str | None
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.blocks or self.attachments)


def invalid_blocks(problems: Sequence[Problem]) -> SlackError:
    """Slack's shape for blocks it refuses: the same sentences twice, once marked as errors."""
    told = [f"{problem.message} [json-pointer:{problem.pointer}]" for problem in problems]
    return SlackError("invalid_blocks", errors=told, messages=[f"[ERROR] {line}" for line in told])


class ContentReader:
    """Checks in Slack's order: the form of the JSON, the blocks, their length, then every picture."""

    def __init__(
        self, workspace: Workspace, manifest: Manifest, fetcher: PictureFetcher, faults: Faults
    ) -> None:
        self._workspace = workspace
        self._video_allowed = "links.embed:write" in manifest.scopes and bool(manifest.unfurl_domains)
        self._fetcher = fetcher
        self._faults = faults

    async def read(self, args: Arguments, *, from_response_url: bool = False) -> Content:
        """Raises SlackError with the name and shape Slack gives each fault."""
        blocks = read_blocks(args)
        if args.given("markdown_text"):
            blocks = _markdown(args, blocks)
        if blocks:
            await self._check(blocks, measure=not from_response_url)
            fill_in_ids(self._workspace, blocks)
        attachments = args.json_list("attachments", "invalid_attachments")
        if attachments is not None and len(attachments) > 100:
            raise SlackError("too_many_attachments")
        text = args.text("text") if args.given("text") else None
        return Content(text=text, blocks=blocks, attachments=attachments, metadata=read_metadata(args))

    async def _check(self, blocks: list[Json], *, measure: bool) -> None:
        problems = problems_in_message(blocks, video_allowed=self._video_allowed)
        if problems:
            raise invalid_blocks(problems)
        if measure and text_length(blocks) > _LONGEST_BLOCKS:
            raise SlackError("msg_blocks_too_long")
        if unshowable := await self._picture_problems(blocks):
            raise invalid_blocks(unshowable)

    async def _picture_problems(self, blocks: list[Json]) -> list[Problem]:
        problems = []
        for pointer, picture in found_in(blocks):
            if (url := picture.get("image_url")) is not None and not await self._fetcher.can_show(str(url)):
                problems.append(Problem("downloading image failed", f"{pointer}/image_url"))
            if (wanted := picture.get("slack_file")) is not None and not self._can_show(wanted):
                problems.append(Problem("invalid slack file", f"{pointer}/slack_file"))
        return problems

    def _can_show(self, wanted: Json) -> bool:
        targets = ("slack:files", "slack:chat.postMessage")
        if any(self._faults.take(target, {"invalid_slack_file"}) is not None for target in targets):
            return False
        file = self._named(wanted)
        if file is None or not self._workspace.bot_sees_file(file):
            return False
        return file.is_ready and file.mimetype in _PICTURES

    def _named(self, wanted: Json) -> StoredFile | None:
        if "id" in wanted:
            return self._workspace.files.get(str(wanted["id"]))
        url = str(wanted.get("url", ""))
        return next((file for file in self._workspace.files.values() if f"{file.id}/" in url), None)


def fill_in_ids(workspace: Workspace, blocks: list[Json]) -> None:
    """Block and action ids that the app left out are made up by Slack."""
    for block in blocks:
        block.setdefault("block_id", workspace.short_id())
        inside = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        for element in inside:
            if isinstance(element, dict) and element.get("type") in INTERACTIVE:
                element.setdefault("action_id", workspace.short_id())


INTERACTIVE: Final = frozenset(
    {"button", "checkboxes", "datepicker", "datetimepicker", "timepicker", "email_text_input"}
    | {"url_text_input", "number_input", "plain_text_input", "rich_text_input", "file_input"}
    | {"radio_buttons", "overflow", "workflow_button", "feedback_buttons", "icon_button"}
    | {
        f"{many}{kind}_select"
        for many in ("", "multi_")
        for kind in ("static", "external", "users", "conversations", "channels")
    }
)


def read_blocks(args: Arguments) -> list[Any] | None:
    if not args.given("blocks"):
        return None
    return args.json_list("blocks", "invalid_blocks_format")


def _markdown(args: Arguments, blocks: list[Json] | None) -> list[Json]:
    if blocks or args.given("text"):
        raise SlackError("markdown_text_conflict")
    text = args.text("markdown_text")
    if len(text) > 12_000:
        raise SlackError("msg_too_long")
    return [{"type": "markdown", "text": text}]


def read_metadata(args: Arguments) -> Json | None:
    """None when not given, `{}` to clear. https://docs.slack.dev/messaging/message-metadata"""
    if not args.given("metadata"):
        return None
    metadata = args.json_object("metadata", "invalid_metadata_format")
    if not metadata:
        return {}
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        raise SlackError("invalid_metadata_format")
    if not isinstance(event_type, str) or not _EVENT_TYPE.match(event_type):
        raise SlackError("invalid_metadata_format")
    if not isinstance(payload, dict) or not all(_fits(value, levels=1) for value in payload.values()):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > _LARGEST_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def _fits(value: object, *, levels: int) -> bool:
    """Strings, numbers and booleans, with one level of object or list between."""
    if isinstance(value, str | int | float | bool):
        return True
    if not levels:
        return False
    if isinstance(value, dict):
        return all(_fits(item, levels=levels - 1) for item in value.values())
    if isinstance(value, list):
        return all(_fits(item, levels=0) or _flat(item) for item in value)
    return False


def _flat(value: object) -> bool:
    return isinstance(value, dict) and all(_fits(item, levels=0) for item in value.values())
