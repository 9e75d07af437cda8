"""The same calls against the simulated workspace, which knows nothing of the bot."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.domain.task import ChannelId, Ts, UserId
from bot.errors import SlackError
from bot.sandbox.app import SandboxServer
from bot.sandbox.config import BOT_TOKEN, Manifest, SandboxConfig, Timing
from bot.sandbox.slack import cast
from bot.slack import Slack, Trouble, make_client, open_session, trouble
from bot.slack.messages import Blocks
from tests.media.conftest import MP4, PNG

CHANNEL = ChannelId(cast.LAUNCH)
QUICK = Timing(processing=0.0, sharing=0.0, event_retries=())


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxServer]:
    async with SandboxServer(SandboxConfig(timing=QUICK)) as running:
        yield running


@pytest.fixture
async def slack(sandbox: SandboxServer) -> AsyncIterator[Slack]:
    async with open_session() as session:
        yield Slack(make_client(BOT_TOKEN, f"{sandbox.url}/api", session), clock=SystemClock())


async def test_a_thread_lives_and_its_posts_are_found_again(slack: Slack) -> None:
    before = datetime.now(UTC)
    root = await slack.post(CHANNEL, "root", [], key="status:1")
    reply = await slack.post(CHANNEL, "reply", [], key="result:1", thread_ts=root.ts, broadcast=True)
    await slack.update(CHANNEL, root.ts, "root, redrawn", [])

    assert (root.thread_ts, reply.thread_ts) == (None, root.ts)
    assert await slack.find_post(CHANNEL, "status:1", around=before) == root.ts
    assert await slack.find_post(CHANNEL, "result:1", around=before, thread_ts=root.ts) == reply.ts
    assert await slack.find_post(CHANNEL, "result:2", around=before, thread_ts=root.ts) is None
    assert "/archives/" in await slack.permalink(CHANNEL, root.ts)


async def test_a_reply_to_a_deleted_root_is_seen_to_land_loose(slack: Slack) -> None:
    root = await slack.post(CHANNEL, "root", [], key="status:1")
    await slack.delete(CHANNEL, root.ts)

    reply = await slack.post(CHANNEL, "reply", [], key="result:1", thread_ts=root.ts)

    assert reply.thread_ts is None


async def test_a_film_is_shared_into_its_thread(slack: Slack, sandbox: SandboxServer, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(MP4)
    root = await slack.post(CHANNEL, "root", [], key="status:1")

    slot = await slack.upload_slot("film.mp4", len(MP4))
    assert not (await slack.file(slot.file_id)).is_complete
    await slack.send_bytes(slot.url, film)
    await slack.complete_upload(slot.file_id, "A film", channel=CHANNEL, thread_ts=root.ts)
    await sandbox.world.slack.background.settle()

    file = await slack.file(slot.file_id)
    assert (file.is_ready, file.mimetype, file.size) == (True, "video/mp4", len(MP4))
    assert file.shares[CHANNEL].thread_ts == root.ts
    await slack.delete_file(slot.file_id)
    assert not (await slack.file(slot.file_id)).exists


async def test_a_picture_can_be_shown_once_slack_has_read_it(
    slack: Slack, sandbox: SandboxServer, tmp_path: Path
) -> None:
    picture = tmp_path / "shoe.png"
    picture.write_bytes(PNG)
    slot = await slack.upload_slot("shoe.png", len(PNG))
    await slack.send_bytes(slot.url, picture)
    blocks: Blocks = [{"type": "image", "slack_file": {"id": slot.file_id}, "alt_text": "a shoe"}]

    with pytest.raises(SlackError) as caught:
        await slack.post(CHANNEL, "a shoe", blocks, key="result:1")
    assert trouble(caught.value) is Trouble.FILE_NOT_READY

    await slack.complete_upload(slot.file_id, "A shoe")
    await sandbox.world.slack.background.settle()
    posted = await slack.post(CHANNEL, "a shoe", blocks, key="result:1")
    assert posted.channel == CHANNEL


async def test_who_and_where_is_known(slack: Slack) -> None:
    us = await slack.whoami()
    assert (us.team, us.bot_user) == (cast.TEAM, cast.BOT_USER)
    assert "files:write" in us.scopes

    assert (await slack.person(UserId(cast.CLEO))).is_admin
    assert (await slack.person(UserId(cast.GUS))).is_guest
    assert (await slack.person(UserId(cast.SAM))).is_stranger
    assert (await slack.person(UserId(cast.BOT_USER))).is_bot
    assert (await slack.channel(ChannelId(cast.SHARED))).is_shared
    assert (await slack.channel(ChannelId(cast.ATTIC))).is_archived
    assert not (await slack.channel(ChannelId(cast.QUIET))).is_member
    assert await slack.in_channel(CHANNEL, UserId(cast.ANN))
    assert not await slack.in_channel(CHANNEL, UserId(cast.SAM))


async def test_private_words_and_direct_messages_arrive(slack: Slack) -> None:
    await slack.whisper(CHANNEL, UserId(cast.ANN), "psst", [])
    posted = await slack.direct(UserId(cast.ANN), "hello", [])

    assert posted.channel.startswith("D")


async def test_app_home_is_published(slack: Slack) -> None:
    home = await slack.publish_home(UserId(cast.ANN), {"type": "home", "blocks": []})

    assert home.id.startswith("V")


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        (cast.QUIET, Trouble.NOT_IN_CHANNEL),
        (cast.ATTIC, Trouble.ARCHIVED),
        ("C0NOWHERE1", Trouble.NOT_IN_CHANNEL),
    ],
)
async def test_a_channel_that_takes_no_post_is_told_apart(slack: Slack, channel: str, kind: Trouble) -> None:
    with pytest.raises(SlackError) as caught:
        await slack.post(ChannelId(channel), "hello", [], key="k")

    assert trouble(caught.value) is kind


async def test_a_message_that_is_gone_is_told_apart(slack: Slack) -> None:
    with pytest.raises(SlackError) as caught:
        await slack.update(CHANNEL, Ts("1.000001"), "hello", [])

    assert trouble(caught.value) is Trouble.MESSAGE_GONE


async def test_a_missing_scope_is_named() -> None:
    config = SandboxConfig(timing=QUICK, manifest=Manifest(scopes=("chat:write",)))
    async with SandboxServer(config) as sandbox, open_session() as session:
        slack = Slack(make_client(BOT_TOKEN, f"{sandbox.url}/api/", session), clock=SystemClock())
        with pytest.raises(SlackError) as caught:
            await slack.file("F1")

    assert trouble(caught.value) is Trouble.MISSING_SCOPE
    assert caught.value.detail == "files:read"


async def test_our_pace_is_one_that_slack_allows(slack: Slack) -> None:
    posts = [slack.post(CHANNEL, "hello", [], key=f"k:{number}") for number in range(4)]

    landed = await asyncio.gather(*posts)

    assert len({one.ts for one in landed}) == 4
