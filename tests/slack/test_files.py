"""Files: the three steps of an upload, and what Slack says of a file."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.domain.task import ChannelId, Ts
from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.slack import Share, Slack, SlackFile, Trouble, trouble
from tests.slack.conftest import ScriptedSlack


async def test_a_slot_is_asked_for_without_an_alternative_text(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("files.getUploadURLExternal", upload_url="https://files.slack.com/u/1", file_id="F1")

    slot = await slack.upload_slot("GL-7K3Q.mp4", 1_234)

    assert (slot.file_id, slot.url) == ("F1", "https://files.slack.com/u/1")
    assert server.said("files.getUploadURLExternal") == [{"filename": "GL-7K3Q.mp4", "length": "1234"}]
    assert "files.slack.com" not in repr(slot)


async def test_the_bytes_arrive_as_they_are_and_without_our_token(
    slack: Slack, server: ScriptedSlack, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 4_096
    film = tmp_path / "film.mp4"
    film.write_bytes(content)

    await slack.send_bytes(server.api_url + "upload", film)

    assert server.uploaded == [content]
    headers = server.calls[0].headers
    assert headers["Content-Length"] == str(len(content))
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("status", "fault"),
    [(500, SlackUnsure), (403, SlackError), (413, SlackError), (302, SlackError), (429, SlackBusy)],
)
async def test_an_upload_that_is_not_taken_says_what_kind_of_fault_it_was(
    slack: Slack, server: ScriptedSlack, tmp_path: Path, status: int, fault: type[SlackError]
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    server.raw("upload", lambda: web.Response(status=status))

    with pytest.raises(SlackError) as caught:
        await slack.send_bytes(server.api_url + "upload", film)

    assert type(caught.value) is fault
    if status == 413:
        assert trouble(caught.value) is Trouble.TOO_BIG


async def test_an_upload_that_is_cut_is_in_doubt(slack: Slack, server: ScriptedSlack, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    server.cut("upload")

    with pytest.raises(SlackUnsure):
        await slack.send_bytes(server.api_url + "upload", film)


async def test_an_upload_to_nobody_was_not_done(slack: Slack, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")

    with pytest.raises(SlackDown):
        await slack.send_bytes("http://127.0.0.1:1/upload", film)


async def test_a_film_is_completed_into_its_thread(slack: Slack, server: ScriptedSlack) -> None:
    await slack.complete_upload("F1", "A “red” shoe", channel=ChannelId("C1"), thread_ts=Ts("1.1"))

    assert server.said("files.completeUploadExternal") == [
        {
            "files": '[{"id": "F1", "title": "A \\u201cred\\u201d shoe"}]',
            "channel_id": "C1",
            "thread_ts": "1.1",
        }
    ]


async def test_a_picture_is_completed_without_a_channel(slack: Slack, server: ScriptedSlack) -> None:
    await slack.complete_upload("F1", "shoe")

    assert set(server.said("files.completeUploadExternal")[0]) == {"files"}


async def test_a_file_that_slack_still_looks_at_is_not_ready(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("files.info", file={"id": "F1", "mimetype": "", "shares": {}, "size": 3})

    file = await slack.file("F1")

    assert file == SlackFile(id="F1", size=3)
    assert not file.is_ready


async def test_a_shared_file_says_with_which_messages(slack: Slack, server: ScriptedSlack) -> None:
    shares: dict[str, Any] = {
        "public": {"C1": [{"ts": "2.2", "thread_ts": "1.1"}, {"ts": "3.3"}], "C3": []},
        "private": {"G2": [{"ts": "4.4"}]},
    }
    server.answer(
        "files.info",
        file={"id": "F1", "mimetype": "video/mp4", "permalink": "https://x/F1", "shares": shares},
    )

    file = await slack.file("F1")

    assert file.is_ready
    assert file.shares == {
        "C1": Share(ts=Ts("2.2"), thread_ts=Ts("1.1")),
        "G2": Share(ts=Ts("4.4"), thread_ts=None),
    }


@pytest.mark.parametrize("code", ["file_not_found", "file_deleted"])
async def test_a_file_that_is_gone_does_not_exist(slack: Slack, server: ScriptedSlack, code: str) -> None:
    server.refuse("files.info", code)

    assert await slack.file("F1") == SlackFile(id="F1", exists=False)


async def test_other_refusals_about_a_file_are_errors(slack: Slack, server: ScriptedSlack) -> None:
    server.refuse("files.info", "missing_scope", needed="files:read")

    with pytest.raises(SlackError, match="files:read"):
        await slack.file("F1")


async def test_a_file_is_deleted_by_its_id(slack: Slack, server: ScriptedSlack) -> None:
    await slack.delete_file("F1")

    assert server.said("files.delete") == [{"file": "F1"}]


async def test_a_person_s_file_is_read_with_our_token(slack: Slack, server: ScriptedSlack) -> None:
    server.raw("download", lambda: web.Response(body=b"sound", content_type="audio/mpeg"))
    file = SlackFile(id="F1", mimetype="audio/mpeg", url=server.api_url + "download")

    content = [chunk async for chunk in slack.content(file, most_bytes=5)]

    assert b"".join(content) == b"sound"
    assert server.calls[0].headers["Authorization"].startswith("Bearer xoxb-")


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (lambda: web.Response(text="<title>Sign in</title>", content_type="text/html"), "missing_scope"),
        (lambda: web.Response(status=302, headers={"Location": "/login"}), "missing_scope"),
        (lambda: web.Response(status=404), "file_not_found"),
        (lambda: web.Response(status=503), "http_503"),
        (lambda: web.Response(status=429, headers={"Retry-After": "3"}), "ratelimited"),
        (lambda: web.Response(body=bytes(11), content_type="audio/mpeg"), "file_too_large"),
    ],
)
async def test_a_file_that_slack_does_not_hand_out_says_why(
    slack: Slack, server: ScriptedSlack, response: Any, code: str
) -> None:
    server.raw("download", response)
    file = SlackFile(id="F1", mimetype="audio/mpeg", url=server.api_url + "download")

    with pytest.raises(SlackError) as caught:
        _ = [chunk async for chunk in slack.content(file, most_bytes=10)]

    assert caught.value.code == code


@pytest.mark.parametrize(
    "url",
    [
        "https://drive.example/f.mp3",
        "http://files.slack.com/f.mp3",
        "https://slack.com.evil.example/f.mp3",
        "",
    ],
)
async def test_our_token_goes_nowhere_but_to_slack(slack: Slack, server: ScriptedSlack, url: str) -> None:
    with pytest.raises(SlackError) as caught:
        _ = [chunk async for chunk in slack.content(SlackFile(id="F1", url=url), most_bytes=10)]

    assert caught.value.code == "not_at_slack"
    assert not server.calls
