"""Delete removes the provider's copy as well, or says that it stays."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from bot.domain.generation import Generation
from bot.domain.task import Task
from bot.sandbox.config import SandboxConfig
from tests.stories.films import animation, order, speech
from tests.stories.seams import heal
from tests.stories.stage import Stage, is_result, spoken

CONFIG: Final = SandboxConfig()
HEYGEN: Final = "/providers/heygen"
HEYGEN_KEY: Final = {"X-Api-Key": CONFIG.heygen_key}
AKOOL_KEY: Final = {"x-api-key": CONFIG.akool_api_key}


async def _delivered(stage: Stage, wish: Generation) -> Task:
    task = await order(stage, wish)
    await stage.message(is_result)
    await stage.quiet()
    assert stage.app is not None
    return await stage.app.service.task(task.id)


async def _deleted(stage: Stage) -> str:
    await stage.press("Delete")
    return spoken(await stage.message("Deleted by"))


def _refusal(task: Task, why: str) -> dict[str, Any]:
    """Akool's answer when it deletes nothing: of success, by its code."""
    kept = [{"_id": task.job_id, "msg": why}]
    return {"code": 1000, "msg": "OK", "data": {"successIds": [], "noPermissionItems": kept}}


def _processing(task: Task) -> dict[str, Any]:
    return {"code": 1000, "msg": "OK", "data": {"result": [{"_id": task.job_id, "status": 2}]}}


async def _is_there(stage: Stage, task: Task) -> bool:
    """Whether the provider still shows the film to whoever has the account's key."""
    if task.generation.provider == "heygen":
        where = f"{HEYGEN}/v3/videos/{task.job_id}"
        async with stage.http.get(where, headers=HEYGEN_KEY) as answer:
            return answer.status == 200
    answered = await _akool(stage, "resultsByIds", task)
    return bool((answered.get("data") or {}).get("result"))


async def _akool(stage: Stage, call: str, task: Task) -> dict[str, Any]:
    where = f"/providers/akool/api/open/v4/image2Video/{call}"
    async with stage.http.post(where, json={"_ids": task.job_id}, headers=AKOOL_KEY) as answer:
        return dict(await answer.json())


@pytest.mark.parametrize("wish", [animation, lambda _: speech()], ids=["akool", "heygen"])
async def test_a_deleted_film_is_gone_at_its_provider(
    stage: Stage, wish: Callable[[Stage], Generation]
) -> None:
    task = await _delivered(stage, wish(stage))
    assert await _is_there(stage, task)

    said = await _deleted(stage)

    assert "copy" not in said
    assert not await _is_there(stage, task)


async def test_a_film_that_is_gone_already_is_simply_deleted(stage: Stage) -> None:
    task = await _delivered(stage, animation(stage))
    await _akool(stage, "delbyids", task)

    assert "copy" not in await _deleted(stage)


async def test_a_refusal_is_told_in_the_provider_s_words(stage: Stage) -> None:
    task = await _delivered(stage, animation(stage))
    await stage.fault("akool:delete", "refuse", body=_refusal(task, "no permission for this video"))

    await _deleted(stage)

    await stage.message("Akool keeps its copy: “no permission for this video”.")
    assert await _is_there(stage, task)


async def test_a_film_that_is_still_worked_on_is_deleted_later(stage: Stage) -> None:
    task = await _delivered(stage, animation(stage))
    await stage.fault("akool:delete", "refuse", body=_refusal(task, "video resource is processing"), times=4)
    await stage.fault("akool:results", "refuse", body=_processing(task), times=0)

    await stage.press("Delete")
    first = await stage.message("Akool keeps its copy: still processing. I keep trying.")
    await stage.message(lambda message: message["ts"] == first["ts"] and "copy" not in spoken(message))
    await heal(stage)

    assert not await _is_there(stage, task)


@pytest.mark.parametrize("mode", ["cut_before", "cut_after", "garbage", "error"])
async def test_a_delete_without_an_answer_is_tried_again(stage: Stage, mode: str) -> None:
    task = await _delivered(stage, speech())
    await stage.fault("heygen:delete", mode)

    await _deleted(stage)
    await stage.quiet()

    assert not await _is_there(stage, task)
    assert "copy" not in spoken(await stage.message("Deleted by"))
