"""A file's sound under a film that another provider made: put together here, and free."""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import av

from bot.errors import OutcomeUnknown
from bot.outbox.mixer import Mixer
from bot.providers.provider import Reply, Request, Sender
from tests.media.test_mixing import tone
from tests.stories.films import animation, order, speech
from tests.stories.seams import brisk
from tests.stories.stage import LAUNCH, Stage, is_result, labels, open_stage, spoken
from tests.stories.test_from_results import task_of


def attached(content: bytes, name: str = "song.wav") -> Sequence[Mapping[str, Any]]:
    """A file as a person adds it to a form."""
    return [{"name": name, "data_base64": base64.b64encode(content).decode()}]


async def creatify_video(stage: Stage) -> str:
    await stage.type(f"/product-image {stage.bag} clean background")
    picture = task_of(await stage.message(is_result))
    await stage.press("Make video", task=picture)
    await stage.fill({})
    video = task_of(await stage.message("your video is ready. 3 credits."))
    await stage.quiet()
    return video


async def heard(stage: Stage) -> str:
    """The newest film with our own sound; says which task it is."""
    return task_of(await stage.message("your video is ready. Free."))


def film_of(stage: Stage, task: str) -> bytes:
    """What is archived for it."""
    (film,) = (stage.data_dir / "media" / task).glob("*.mp4")
    return film.read_bytes()


def sounds(film: bytes) -> int:
    with av.open(io.BytesIO(film)) as opened:
        return len(opened.streams.audio)


async def test_an_uploaded_file_is_heard_under_a_creatify_video(stage: Stage) -> None:
    video = await creatify_video(stage)
    await stage.press("Add audio", task=video)
    form = await stage.modal(with_submit=True)
    answer = await stage.fill({"Audio file": attached(tone(3))})

    mixed = await heard(stage)
    await stage.quiet()

    assert answer["ok"]
    assert "Free" in str(form)
    assert (sounds(film_of(stage, video)), sounds(film_of(stage, mixed))) == (0, 1)
    assert "v3 video with audio delivered · 4 credits" in spoken((await stage.messages(LAUNCH))[0])
    assert not list((stage.data_dir / "media" / "incoming").iterdir())


async def test_sound_is_put_under_it_again_from_another_file_and_deleted_everywhere(stage: Stage) -> None:
    film = await order(stage, speech())
    await stage.message(is_result)
    await stage.press("Add audio", task=film.id)
    await stage.fill({"Audio file": attached(tone(1))})
    first = await heard(stage)
    await stage.press("Regenerate video", task=first)
    await stage.fill({"Audio file": attached(tone(2))})
    second = task_of(
        await stage.message(lambda message: is_result(message) and task_of(message) not in {film.id, first})
    )

    await stage.press("Delete", task=second)
    gone = await stage.message("Deleted by")
    await stage.quiet()

    assert not labels(gone)
    assert not list((stage.data_dir / "media").glob(f"{second}/*"))
    assert film_of(stage, first)


async def test_what_is_no_sound_is_said_and_another_file_can_be_tried(
    stage: Stage,
) -> None:
    film = await order(stage, speech())
    await stage.message(is_result)
    await stage.press("Add audio", task=film.id)
    await stage.fill({"Audio file": attached(b"no sound at all")})

    assert await stage.message("I find no sound in this file.")
    assert "Add audio" in labels(await stage.message(is_result))


async def test_regenerated_as_it_stands_the_same_sound_is_put_under_it_again(stage: Stage) -> None:
    film = await order(stage, speech())
    await stage.message(is_result)
    await stage.press("Add audio", task=film.id)
    await stage.fill({"Audio file": attached(tone(1))})
    first = await heard(stage)
    await stage.press("Regenerate video", task=first)
    answer = await stage.fill({})

    again = task_of(
        await stage.message(lambda message: is_result(message) and task_of(message) not in {film.id, first})
    )

    assert answer["ok"]
    assert film_of(stage, again) == film_of(stage, first)


async def test_a_film_of_akool_s_takes_a_file_too_and_then_pays_nothing(stage: Stage) -> None:
    film = await order(stage, animation(stage))
    await stage.message(is_result)
    await stage.press("Add audio", task=film.id)
    await stage.fill({"Audio file": attached(tone(1))})

    assert sounds(film_of(stage, await heard(stage))) == 1
    assert [job["billed"] for job in await stage.paid("akool")] == [20]


class Forgetful:
    """A studio whose first answer is lost after its work is done."""

    def __init__(self, mixer: Sender) -> None:
        self._mixer = mixer
        self.orders: list[bytes] = []

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        reply = await self._mixer.send(request, headers)
        if request.method == "POST":
            self.orders.append(request.body)
            if len(self.orders) == 1:
                raise OutcomeUnknown("greenlight", "lost")
        return reply


async def test_a_lost_answer_is_asked_for_again_and_the_sound_put_under_the_film_once(tmp_path: Path) -> None:
    studios: list[Forgetful] = []

    def forgetting(sender: Sender) -> Sender:
        if not isinstance(sender, Mixer):
            return sender
        studios.append(Forgetful(sender))
        return studios[0]

    seams = replace(brisk(), sender=forgetting)
    async with open_stage(tmp_path, seams=seams) as stage:
        film = await order(stage, speech())
        await stage.message(is_result)
        await stage.press("Add audio", task=film.id)
        await stage.fill({"Audio file": attached(tone(1))})

        assert await heard(stage)

    first, *more = studios[0].orders
    assert more == [first]


async def test_slack_s_fault_is_waited_out(stage: Stage) -> None:
    film = await order(stage, speech())
    await stage.message(is_result)
    await stage.press("Add audio", task=film.id)
    await stage.fault("slack:files.info", "error", error="internal_error", times=1)
    await stage.fill({"Audio file": attached(tone(1))})

    assert await heard(stage)
