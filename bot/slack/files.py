"""Files: uploaded in three steps, looked at until Slack has finished with them, deleted.

https://docs.slack.dev/messaging/working-with-files
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import aiohttp

from bot.domain.task import ChannelId, Ts
from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.slack.answers import SlackFile, UploadSlot
from bot.slack.readings import Done, FileAnswer, Slot
from bot.slack.wire import Wire, retry_after

UPLOAD: Final = "upload"
DOWNLOAD: Final = "download"
DOWNLOAD_TIMEOUT: Final = aiohttp.ClientTimeout(total=120, sock_connect=10, sock_read=20)
CHUNK: Final = 256 * 1024
UPLOAD_TIMEOUT: Final = aiohttp.ClientTimeout(total=900, sock_connect=10, sock_read=60)
_GONE: Final = frozenset({"file_not_found", "file_deleted"})


class FileCalls:
    """What can be done with files. All raise SlackError and its leaves."""

    _wire: Wire

    async def upload_slot(self, filename: str, length: int) -> UploadSlot:
        """The first step: an id, and where the bytes go.

        No alternative text is sent along, because with it the share may silently never happen:
        https://github.com/slackapi/python-slack-sdk/issues/1818
        """
        form = {"filename": filename, "length": str(length)}
        slot = await self._wire.call(Slot, "files.getUploadURLExternal", form=form)
        return UploadSlot(file_id=slot.file_id, url=slot.upload_url)

    async def send_bytes(self, url: str, path: Path) -> None:
        """The second step: the bytes as they are, read from disk while they are sent.

        May be done again with the same URL when its end is not known.
        """
        headers = {"Content-Type": "application/octet-stream"}
        with path.open("rb") as content:
            async with (
                self._wire.judged(UPLOAD, marks=True),
                self._wire.session.post(
                    url, data=content, headers=headers, timeout=UPLOAD_TIMEOUT, allow_redirects=False
                ) as answer,
            ):
                if answer.status == 429:
                    raise SlackBusy(UPLOAD, retry_after(answer.headers))
                _check_upload(answer.status)

    async def complete_upload(
        self, file_id: str, title: str, *, channel: ChannelId | None = None, thread_ts: Ts | None = None
    ) -> None:
        """The third step, with a channel to share it there. Sharing takes its time: look at `file`.

        https://docs.slack.dev/reference/methods/files.completeUploadExternal
        """
        form = {"files": json.dumps([{"id": file_id, "title": title}])}
        if channel is not None:
            form["channel_id"] = channel
        if thread_ts is not None:
            form["thread_ts"] = thread_ts
        await self._wire.call(Done, "files.completeUploadExternal", form=form, channel=channel or "")

    async def file(self, file_id: str) -> SlackFile:
        """The file as it is now; one that is gone is no error, it does not exist.

        https://docs.slack.dev/reference/methods/files.info
        """
        try:
            answer = await self._wire.call(FileAnswer, "files.info", form={"file": file_id})
        except SlackError as error:
            if error.code in _GONE:
                return SlackFile(id=file_id, exists=False)
            raise
        return answer.value()

    async def content(self, file: SlackFile, *, most_bytes: int) -> AsyncIterator[bytes]:
        """The bytes of a file, read with our token, which goes to Slack alone.

        Without its scope Slack answers with a login page, and with yes.
        https://docs.slack.dev/reference/objects/file-object
        """
        if not self._wire.is_slack(file.url):
            raise SlackError(DOWNLOAD, "not_at_slack")
        headers = {"Authorization": f"Bearer {self._wire.token}"}
        async with (
            self._wire.judged(DOWNLOAD, marks=False),
            self._wire.session.get(
                file.url, headers=headers, timeout=DOWNLOAD_TIMEOUT, allow_redirects=False
            ) as answer,
        ):
            _check_download(answer, file)
            read = 0
            async for chunk in answer.content.iter_chunked(CHUNK):
                read += len(chunk)
                if read > most_bytes:
                    raise SlackError(DOWNLOAD, "file_too_large")
                yield chunk

    async def delete_file(self, file_id: str) -> None:
        """Remove the file and its share everywhere; https://docs.slack.dev/reference/methods/files.delete"""
        await self._wire.call(Done, "files.delete", form={"file": file_id})


def _check_download(answer: aiohttp.ClientResponse, file: SlackFile) -> None:
    if answer.status == 429:
        raise SlackBusy(DOWNLOAD, retry_after(answer.headers))
    if answer.status >= 500:
        raise SlackDown(DOWNLOAD, f"http_{answer.status}")
    if answer.status == 404:
        raise SlackError(DOWNLOAD, "file_not_found")
    is_page = answer.content_type == "text/html" and file.mimetype != "text/html"
    if answer.status != 200 or is_page:
        raise SlackError(DOWNLOAD, "missing_scope", "files:read")


def _check_upload(status: int) -> None:
    match status:
        case 200:
            return
        case 413:
            raise SlackError(UPLOAD, "file_too_large")
        case _ if status >= 500:
            raise SlackUnsure(UPLOAD, f"http_{status}")
        case _:
            raise SlackError(UPLOAD, "upload_refused", f"http_{status}")
