"""A process that lacks a file brings it back: from Slack, or from its provider until Slack has it."""

import shutil

from bot.domain.task import Task
from bot.media import MediaLinks
from bot.settings import load_settings
from storage.store import TaskFilter
from tests.media.test_mixing import tone
from tests.stories.seams import calls, delivered_once, order, refuse
from tests.stories.stage import Stage, is_result
from tests.stories.test_sound import attached, creatify_video, film_of, heard, sounds


def lose_files(stage: Stage) -> None:
    """As if another process had archived everything in a folder of its own."""
    shutil.rmtree(stage.data_dir / "media")


async def newest(stage: Stage) -> Task:
    assert stage.app is not None
    (task,) = await stage.app.store.tasks(TaskFilter(limit=1))
    return task


def link_to(stage: Stage, task: Task) -> str:
    assert task.media is not None
    key = load_settings(stage.environ, env_file=None).secret_key()
    return f"{stage.environ['GREENLIGHT_PUBLIC_URL']}/media/{MediaLinks(key).token(task.id, task.media)}"


async def test_a_link_to_a_file_that_lies_elsewhere_is_served_from_slack(stage: Stage) -> None:
    await order(stage)
    await stage.message(is_result)
    await stage.quiet()
    link = link_to(stage, await newest(stage))
    async with stage.http.get(link) as answer:
        before = await answer.read()

    lose_files(stage)
    async with stage.http.get(link, headers={"Range": "bytes=0-9"}) as answer:
        part = await answer.read()
    async with stage.http.get(link) as answer:
        whole = await answer.read()

    assert (part, whole) == (before[:10], before)


async def test_sound_is_put_under_a_film_that_lies_elsewhere(stage: Stage) -> None:
    video = await creatify_video(stage)
    lose_files(stage)

    await stage.press("Add audio", task=video)
    await stage.fill({"Audio file": attached(tone(1))})

    assert sounds(film_of(stage, await heard(stage))) == 1


async def test_a_result_that_lies_elsewhere_and_not_in_slack_yet_is_fetched_once_more(stage: Stage) -> None:
    await refuse(stage, "files.getUploadURLExternal", "service_unavailable", times=2)
    await order(stage)

    async def is_archived() -> bool:
        return (await newest(stage)).media is not None

    await stage.eventually(is_archived, what="an archived picture")
    lose_files(stage)

    await delivered_once(stage)
    assert len(await calls(stage, "files.completeUploadExternal")) == 1
