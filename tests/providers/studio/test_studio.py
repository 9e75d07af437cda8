"""The studio speaks like any provider, and the same order is the same job."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from bot.domain.generation import Generation, JobId, Kind
from bot.errors import FormError, NotSent, Rejected, SlackDown
from bot.media import Archive
from bot.media.mixing import NO_SOUND
from bot.outbox.mixer import Mixer
from bot.outbox.returns import Returns
from bot.providers.studio import Studio
from bot.slack import Slack, SlackFile
from storage.store import Store
from tests.media.test_mixing import film, tone

STUDIO = Studio()
FILM = "GL-7K3Q/film.mp4"
WISH = Generation(
    provider="greenlight",
    call="mix",
    kind=Kind.AUDIO,
    inputs={"prompt": "", "video": FILM, "audio_file": "F0SOUND001"},
)


class Cabinet:
    """The part of Slack that hands out files."""

    def __init__(self, content: bytes) -> None:
        self.content_of_all = content
        self.asked = 0
        self.is_away = False

    async def file(self, file_id: str) -> SlackFile:
        self.asked += 1
        if self.is_away:
            raise SlackDown("files.info", "unreachable")
        return SlackFile(id=file_id, mimetype="audio/wav", url="https://files.slack.com/sound")

    async def content(self, _: SlackFile, *, most_bytes: int) -> Any:
        assert most_bytes > len(self.content_of_all)
        yield self.content_of_all


class Forgetful:
    """A store that knows of no task, so of no file in Slack either."""

    async def load(self, _: str) -> None:
        return None


def mixer(folder: Path, cabinet: Cabinet) -> Mixer:
    (folder / "GL-7K3Q").mkdir()
    film(folder / "GL-7K3Q")
    return Mixer(
        Returns(store=cast("Store", Forgetful()), slack=cast("Slack", cabinet), archive=Archive(folder))
    )


async def test_the_same_order_sent_again_is_done_once(tmp_path: Path) -> None:
    cabinet = Cabinet(tone(1))
    carrier, order = mixer(tmp_path, cabinet), STUDIO.submit(WISH, webhook_url=None, key="key")

    first, second = [STUDIO.read_submitted(await carrier.send(order, {}), WISH) for _ in range(2)]

    assert first == second
    assert first.cost == Decimal(0)
    assert cabinet.asked == 1
    jobs = STUDIO.read_jobs(await carrier.send(STUDIO.read([first.job_id, JobId("other")]), {}))
    assert [*jobs] == [first.job_id]
    assert STUDIO.outcome(jobs[first.job_id], WISH) is not None


async def test_what_was_made_can_be_removed(tmp_path: Path) -> None:
    carrier = mixer(tmp_path, Cabinet(tone(1)))
    order = STUDIO.submit(WISH, webhook_url=None, key="key")
    job = STUDIO.read_submitted(await carrier.send(order, {}), WISH).job_id

    gone = STUDIO.read_deleted(await carrier.send(STUDIO.delete([job]), {}), [job])

    assert gone.gone == {job}
    assert not STUDIO.read_jobs(await carrier.send(STUDIO.read([job]), {}))


async def test_what_cannot_be_mixed_is_refused_in_words(tmp_path: Path) -> None:
    carrier = mixer(tmp_path, Cabinet(b"no sound"))

    with pytest.raises(Rejected, match="no sound") as raised:
        STUDIO.read_submitted(await carrier.send(STUDIO.submit(WISH, webhook_url=None, key="key"), {}), WISH)

    assert raised.value.message == NO_SOUND


@pytest.mark.parametrize("video", ["GL-GONE/film.mp4", "../../etc/passwd"])
async def test_a_film_that_is_not_in_the_archive_is_refused(tmp_path: Path, video: str) -> None:
    carrier = mixer(tmp_path, Cabinet(tone(1)))
    wish = replace(WISH, inputs={**WISH.inputs, "video": video})

    with pytest.raises(Rejected, match="not kept here"):
        STUDIO.read_submitted(await carrier.send(STUDIO.submit(wish, webhook_url=None, key="key"), {}), wish)


async def test_while_slack_is_away_nothing_was_done(tmp_path: Path) -> None:
    cabinet = Cabinet(tone(1))
    cabinet.is_away = True

    with pytest.raises(NotSent):
        await mixer(tmp_path, cabinet).send(STUDIO.submit(WISH, webhook_url=None, key="key"), {})


def test_a_wish_without_a_file_is_said_beside_its_field() -> None:
    wish = replace(WISH, inputs={"video": FILM})
    with pytest.raises(FormError) as raised:
        STUDIO.check(wish)
    assert [*raised.value.faults] == ["audio_file"]


def test_without_what_mixing_takes_it_only_knows_what_it_made() -> None:
    assert Studio(mixes=False).can.mixes is None
    assert Studio(mixes=False).can.is_ours
