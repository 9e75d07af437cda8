"""Files on their way into Slack: upload ticket, bytes, processing, and the share that comes later.

https://docs.slack.dev/messaging/working-with-files#upload
"""

import io
import mimetypes
import time
from collections.abc import Sequence
from typing import Final

from aiohttp import web

from bot.sandbox.clock import Pace
from bot.sandbox.config import Timing
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.slack.background import Background
from bot.sandbox.slack.pictures import sniff
from bot.sandbox.slack.stage import Stage
from bot.sandbox.slack.state import Channel, Message, StoredFile
from bot.sandbox.slack.wire import Json, SlackError
from bot.sandbox.slack.workspace import Workspace

LARGEST_FILE: Final = 1024**3
_FILES: Final = "slack:files"
_COMPLETE: Final = "slack:files.completeUploadExternal"


class Uploads:
    """Tickets, bytes and the slow part. `ok` from completeUploadExternal promises nothing yet."""

    def __init__(
        self,
        workspace: Workspace,
        stage: Stage,
        pace: Pace,
        timing: Timing,
        faults: Faults,
        background: Background,
    ) -> None:
        self._workspace = workspace
        self._stage = stage
        self._pace = pace
        self._timing = timing
        self._faults = faults
        self._background = background

    # --- step 1

    def issue_ticket(self, name: str, length: int, *, has_alt_text: bool) -> StoredFile:
        """A file id and a place to send the bytes to.

        A file with `alt_txt` is never shared: the fault that callers met in the field,
        https://github.com/slackapi/python-slack-sdk/issues/1818
        """
        file = StoredFile(
            id=self._workspace.new_id("F"),
            name=name,
            title=name,
            user=self._workspace.bot.id,
            length=length,
            created=int(time.time()),
            upload_token=self._workspace.secret(),
            never_shared=has_alt_text,
        )
        self._workspace.files[file.id] = file
        return file

    def storage_is_full(self) -> bool:
        targets = (_FILES, "slack:files.getUploadURLExternal")
        return any(self._faults.take(target, {"storage_full"}) is not None for target in targets)

    # --- step 2

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take the raw bytes, or the first file of a multipart form."""
        token = request.match_info["ticket"]
        file = next((f for f in self._workspace.files.values() if f.upload_token == token), None)
        if file is None or file.is_completed:
            return web.Response(status=404, text="upload ticket not found")
        content = await _bytes_of(request)
        if len(content) != file.length:
            return web.Response(status=400, text=f"expected {file.length} bytes, got {len(content)}")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    # --- step 3

    def complete(
        self,
        files: Sequence[StoredFile],
        channels: Sequence[Channel],
        *,
        thread_ts: str | None,
        text: str,
        blocks: list[Json] | None,
    ) -> None:
        """Use the tickets up, and start what Slack does in its own time."""
        for file in files:
            file.is_completed = True
        self._background.start(self._process(files, channels, thread_ts, text, blocks))

    async def _process(
        self,
        files: Sequence[StoredFile],
        channels: Sequence[Channel],
        thread_ts: str | None,
        text: str,
        blocks: list[Json] | None,
    ) -> None:
        slow = self._fault("slow_processing")
        never = self._fault("share_never") is not None or any(file.never_shared for file in files)
        await self._pace.sleep(self._timing.processing if slow is None else slow.number("seconds", 20.0))
        for file in files:
            recognise(file)
            self._stage.show_file(file)
        if never or not channels:
            return
        await self._pace.sleep(self._timing.sharing)
        living = [file for file in files if not file.is_deleted]
        for channel in channels if living else ():
            self._share(living, channel, thread_ts, text, blocks)

    def _fault(self, mode: str) -> Fault | None:
        return self._faults.take(_FILES, {mode}) or self._faults.take(_COMPLETE, {mode})

    def _share(
        self,
        files: Sequence[StoredFile],
        channel: Channel,
        thread_ts: str | None,
        text: str,
        blocks: list[Json] | None,
    ) -> None:
        if channel.is_archived or not self._workspace.bot_is_in(channel):
            return
        parent = self._workspace.living_parent(channel.id, thread_ts)
        self._stage.post(
            Message(
                ts=self._workspace.new_ts(),
                channel=channel.id,
                user=self._workspace.bot.id,
                by_app=True,
                text=text,
                blocks=blocks,
                subtype="file_share",
                files=[file.id for file in files],
                thread_ts=parent.ts if parent is not None else None,
            )
        )

    # --- files that people bring

    def keep(self, name: str, content: bytes, user: str) -> StoredFile:
        """A person's own file, ready at once: their client waited for it."""
        file = StoredFile(
            id=self._workspace.new_id("F"),
            name=name,
            title=name,
            user=user,
            length=len(content),
            created=int(time.time()),
            content=content,
            is_completed=True,
        )
        recognise(file)
        self._workspace.files[file.id] = file
        return file

    def own_file(self, file_id: str) -> StoredFile:
        """A file of the app's that still waits for its completion. Raises SlackError."""
        file = self._workspace.files.get(file_id)
        if file is None or file.is_deleted or file.is_completed or file.content is None:
            raise SlackError("file_not_found")
        if file.user != self._workspace.bot.id:
            raise SlackError("access_denied")
        return file


def recognise(file: StoredFile) -> None:
    """Slack's processing: what kind of file it is (its name decides for films), and how large its picture."""
    content = file.content or b""
    guessed = mimetypes.guess_type(file.name)[0]
    file.mimetype = sniff(content) or guessed or "application/octet-stream"
    if file.mimetype == "video/mp4" and guessed is not None and guessed.startswith("audio/"):
        file.mimetype = guessed
    if file.mimetype == "image/png":
        file.width = int.from_bytes(content[16:20], "big")
        file.height = int.from_bytes(content[20:24], "big")


async def _bytes_of(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    part = next((v for v in (await request.post()).values() if isinstance(v, web.FileField)), None)
    return part.file.read() if part is not None and isinstance(part.file, io.IOBase) else b""
