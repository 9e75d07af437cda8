"""Files: the three-step upload, slow processing, shares, pictures in blocks, deletion."""

from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import BOT_TOKEN
from bot.sandbox.slack import cast
from tests.sandbox.conftest import Person, error_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (360).to_bytes(4, "big")
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"


async def send(slack: AsyncWebClient, session: ClientSession, name: str, content: bytes) -> str:
    """Steps 1 and 2; the file id."""
    ticket = await slack.files_getUploadURLExternal(filename=name, length=len(content))
    async with session.post(ticket["upload_url"], data=content) as reply:
        assert await reply.text() == f"OK - {len(content)}"
    file_id: str = ticket["file_id"]
    return file_id


async def picture(slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer, **where: Any) -> str:
    file_id = await send(slack, session, "mug.png", PNG)
    await slack.files_completeUploadExternal(files=[{"id": file_id, "title": "Mug"}], **where)
    await sandbox.world.slack.background.settle()
    return file_id


def image_block(file_id: str) -> dict[str, Any]:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": "a mug"}


async def test_completion_is_answered_before_slack_looked_at_the_file(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    root = await slack.chat_postMessage(channel=cast.LAUNCH, text="root")
    file_id = await send(slack, session, "film.mp4", MP4)

    answer = await slack.files_completeUploadExternal(
        files=[{"id": file_id, "title": "Film"}], channel_id=cast.LAUNCH, thread_ts=root["ts"]
    )
    early = answer["files"][0]
    await sandbox.world.slack.background.settle()
    later = (await slack.files_info(file=file_id))["file"]

    assert (early["mimetype"], early["shares"], early["channels"]) == ("", {}, [])
    assert (later["mimetype"], later["title"], later["channels"]) == ("video/mp4", "Film", [cast.LAUNCH])
    (share,) = later["shares"]["public"][cast.LAUNCH]
    thread = await slack.conversations_replies(channel=cast.LAUNCH, ts=root["ts"])
    assert thread["messages"][1]["ts"] == share["ts"]
    assert share["thread_ts"] == root["ts"]


async def test_slack_sdk_uploads_in_one_call(slack: AsyncWebClient, sandbox: SandboxServer) -> None:
    answer = await slack.files_upload_v2(
        channel=cast.STUDIO, filename="mug.png", content=PNG, initial_comment="See"
    )
    await sandbox.world.slack.background.settle()

    file = (await slack.files_info(file=answer["file"]["id"]))["file"]
    assert list(file["shares"]["private"]) == [cast.STUDIO]
    assert (file["original_w"], file["original_h"]) == (640, 360)


async def test_a_file_cannot_be_completed_twice_or_without_its_bytes(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    ticket = await slack.files_getUploadURLExternal(filename="a.png", length=3)
    done = await picture(slack, session, sandbox)

    for file_id in (ticket["file_id"], done):
        call = slack.files_completeUploadExternal(files=[{"id": file_id, "title": "x"}])
        assert (await error_of(call))["error"] == "file_not_found"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        (cast.QUIET, "not_in_channel"),
        ("C0NOSUCH01", "channel_not_found"),
        (cast.ATTIC, "posting_to_channel_denied"),
    ],
)
async def test_a_share_needs_membership(
    slack: AsyncWebClient, session: ClientSession, channel: str, error: str
) -> None:
    file_id = await send(slack, session, "mug.png", PNG)

    call = slack.files_completeUploadExternal(files=[{"id": file_id, "title": "x"}], channel_id=channel)

    assert (await error_of(call))["error"] == error


async def test_a_picture_is_shown_in_a_block_once_it_is_processed(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    file_id = await send(slack, session, "mug.png", PNG)
    await slack.files_completeUploadExternal(files=[{"id": file_id, "title": "Mug"}])
    early = await error_of(
        slack.chat_postMessage(channel=cast.LAUNCH, text="x", blocks=[image_block(file_id)])
    )
    await sandbox.world.slack.background.settle()

    late = await slack.chat_postMessage(channel=cast.LAUNCH, text="x", blocks=[image_block(file_id)])

    assert early["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]
    assert late["ok"]


async def test_a_film_is_no_picture(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    file_id = await send(slack, session, "film.mp4", MP4)
    await slack.files_completeUploadExternal(files=[{"id": file_id, "title": "Film"}])
    await sandbox.world.slack.background.settle()

    body = await error_of(
        slack.chat_postMessage(channel=cast.LAUNCH, text="x", blocks=[image_block(file_id)])
    )

    assert body["error"] == "invalid_blocks"


async def test_a_permalink_in_the_text_shares_the_file(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    file_id = await picture(slack, session, sandbox)
    link = (await slack.files_info(file=file_id))["file"]["permalink"]

    post = await slack.chat_postMessage(channel=cast.LAUNCH, text=f"<{link}|Mug>")

    shares = (await slack.files_info(file=file_id))["file"]["shares"]
    assert shares["public"][cast.LAUNCH][0]["ts"] == post["ts"]


async def test_deleting_a_file_takes_its_share_along(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer, person: Callable[[str], Person]
) -> None:
    file_id = await picture(slack, session, sandbox, channel_id=cast.LAUNCH)
    assert len(await person(cast.ANN).reads(cast.LAUNCH)) == 1

    await slack.files_delete(file=file_id)

    assert await person(cast.ANN).reads(cast.LAUNCH) == []
    assert (await error_of(slack.files_info(file=file_id)))["error"] == "file_deleted"
    assert (await error_of(slack.files_delete(file=file_id)))["error"] == "file_deleted"


async def test_deleting_a_message_leaves_its_file(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    file_id = await picture(slack, session, sandbox, channel_id=cast.LAUNCH)
    shares = (await slack.files_info(file=file_id))["file"]["shares"]

    await slack.chat_delete(channel=cast.LAUNCH, ts=shares["public"][cast.LAUNCH][0]["ts"])

    assert (await slack.files_info(file=file_id))["file"]["shares"] == {}


async def test_a_share_whose_parent_is_gone_lands_loose(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    root = await slack.chat_postMessage(channel=cast.LAUNCH, text="root")
    await slack.chat_delete(channel=cast.LAUNCH, ts=root["ts"])

    file_id = await picture(slack, session, sandbox, channel_id=cast.LAUNCH, thread_ts=root["ts"])

    (share,) = (await slack.files_info(file=file_id))["file"]["shares"]["public"][cast.LAUNCH]
    assert "thread_ts" not in share


@pytest.mark.parametrize("target", ["slack:files", "slack:files.completeUploadExternal"])
async def test_a_share_may_never_come(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer, target: str
) -> None:
    sandbox.world.faults.add(target, "share_never")

    file_id = await picture(slack, session, sandbox, channel_id=cast.LAUNCH)

    file = (await slack.files_info(file=file_id))["file"]
    assert (file["mimetype"], file["shares"]) == ("image/png", {})


async def test_alt_text_at_the_first_step_loses_the_share(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    ticket = await slack.files_getUploadURLExternal(filename="a.png", length=len(PNG), alt_txt="a mug")
    await session.post(ticket["upload_url"], data=PNG)
    await slack.files_completeUploadExternal(
        files=[{"id": ticket["file_id"], "title": "x"}], channel_id=cast.LAUNCH
    )
    await sandbox.world.slack.background.settle()

    assert (await slack.files_info(file=ticket["file_id"]))["file"]["shares"] == {}


async def test_full_storage_and_invalid_files_can_be_ordered(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    file_id = await picture(slack, session, sandbox)
    sandbox.world.faults.add("slack:files", "storage_full")
    sandbox.world.faults.add("slack:files", "invalid_slack_file")

    full = await error_of(slack.files_getUploadURLExternal(filename="a.png", length=3))
    invalid = await error_of(
        slack.chat_postMessage(channel=cast.LAUNCH, text="x", blocks=[image_block(file_id)])
    )

    assert (full["error"], invalid["error"]) == ("storage_limit_reached", "invalid_blocks")


async def test_an_empty_file_is_no_file(slack: AsyncWebClient) -> None:
    body = await error_of(slack.files_getUploadURLExternal(filename="a.png", length=0))

    assert body["error"] == "missing_argument"


async def test_bytes_are_read_back_with_the_bots_token_only(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    file_id = await picture(slack, session, sandbox)
    url = (await slack.files_info(file=file_id))["file"]["url_private_download"]

    async with session.get(url) as stranger:
        assert stranger.content_type == "text/html"
    async with session.get(url, headers={"Authorization": f"Bearer {BOT_TOKEN}"}) as bot:
        assert await bot.read() == PNG


async def test_a_film_is_served_in_ranges(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    file_id = await send(slack, session, "film.mp4", MP4)

    headers = {"Range": "bytes=4-7"}
    async with session.get(f"{sandbox.url}/sandbox/files/{file_id}", headers=headers) as reply:
        assert (reply.status, await reply.read()) == (206, b"ftyp")
        assert reply.headers["Content-Range"] == f"bytes 4-7/{len(MP4)}"


async def test_an_image_url_is_really_downloaded(
    slack: AsyncWebClient, session: ClientSession, sandbox: SandboxServer
) -> None:
    file_id = await picture(slack, session, sandbox)
    good = {"type": "image", "alt_text": "x", "image_url": f"{sandbox.url}/sandbox/files/{file_id}"}
    bad = {"type": "image", "alt_text": "x", "image_url": f"{sandbox.url}/nothing.png"}

    assert (await slack.chat_postMessage(channel=cast.LAUNCH, text="x", blocks=[good]))["ok"]
    body = await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x", blocks=[good, bad]))
    assert body["errors"] == ["downloading image failed [json-pointer:/blocks/1/image_url]"]


async def test_a_persons_file_can_be_read_but_not_deleted(
    slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    attached = {"name": "mug.png", "data_base64": "iVBORw0KGgo="}
    said = await person(cast.ANN).does("message", channel=cast.LAUNCH, text="", files=[attached])

    (file_id,) = said["files"]
    assert (await slack.files_info(file=file_id))["file"]["user"] == cast.ANN
    assert (await error_of(slack.files_delete(file=file_id)))["error"] == "cant_delete_file"
