"""What whoever runs the bot relies on: figures, provenance, tokens that end, a clean stop."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Seams
from bot.clock import SystemClock
from tests.contract.ground import BAG, SPEED, Ground, open_ground
from tests.contract.slack import ANN, BEN


class MovedClock(SystemClock):
    """The machine's clock, which can be put forward."""

    def __init__(self) -> None:
        super().__init__(SPEED)
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


async def test_every_figure_is_fed(ground: Ground) -> None:
    await ground.order()
    await ground.slack.message("your image is ready")

    async with ground.http.get(f"{ground.slack.bot_url}/metrics") as answer:
        page = await answer.text()

    for figure in (
        'greenlight_tasks_total{provider="creatify",status="requested"} 1.0',
        'greenlight_tasks_total{provider="creatify",status="rendering"} 1.0',
        'greenlight_job_seconds_count{call="gen_image",provider="creatify"} 1.0',
        'greenlight_slack_calls_total{method="users.info",outcome="ok"} 1.0',
        'greenlight_open_tasks{status="rendering"} 0.0',
        "greenlight_outbox_waiting ",
    ):
        assert figure in page


async def test_the_sidecar_says_who_approved_and_forgets_it_when_reopened(
    ground: Ground, tmp_path: Path
) -> None:
    ground.slack.quirks["users.info"] = lambda given, answer: {
        **answer,
        "user": {**answer["user"], "is_admin": given["user"] == BEN},
    }
    await ground.order()
    await ground.slack.press("Approve", by=BEN)
    await ground.slack.message("Approved by")

    await ground.slack.eventually(lambda: _sidecar(tmp_path)["approver"] == BEN)
    assert _sidecar(tmp_path)["approved_at"]
    await ground.slack.press("Reopen", by=BEN)

    await ground.slack.eventually(lambda: _sidecar(tmp_path)["approver"] is None)


def _sidecar(folder: Path) -> dict[str, str]:
    (sidecar,) = folder.glob("media/GL-*/*.json")
    found: dict[str, str] = json.loads(sidecar.read_text())
    return found


async def test_a_callback_address_ends_seven_days_after_its_task(tmp_path: Path) -> None:
    clock = MovedClock()
    async with open_ground(tmp_path, seams=Seams(clock=clock)) as ground:
        await ground.order()
        await ground.slack.message("your image is ready")
        (job,) = ground.creatify.jobs.values()

        answers = []
        for ahead in (timedelta(), timedelta(days=6, hours=23), timedelta(days=7, minutes=1)):
            clock.ahead = ahead
            answers.append(await ground.creatify.call_back({**job, "seen": str(ahead)}))

        assert answers == [200, 200, 404]


async def test_a_stop_under_load_is_clean_and_loses_and_repeats_nothing(tmp_path: Path) -> None:
    async with open_ground(tmp_path) as ground:
        ground.creatify.takes = 0.3
        for number in range(4):
            await ground.order(f"{BAG} picture {number}")
        began = asyncio.get_running_loop().time()
        await ground.stop()
        took = asyncio.get_running_loop().time() - began

        await ground.start()
        await ground.slack.eventually(
            lambda: sum("your image is ready" in said for said in ground.slack.said()) == 4
        )

        assert took < 10
        assert ground.creatify.paid == ["gen_image"] * 4


async def test_deleting_an_image_lets_its_running_video_end(ground: Ground) -> None:
    await ground.order()
    ground.creatify.takes = 0.4
    await ground.slack.press("Make video")
    view = await ground.slack.view("motion_style")
    await ground.slack.submit(view["id"], {"prompt": {"value": "slow turn"}})
    await ground.slack.eventually(lambda: "gen_video" in ground.creatify.paid)

    await ground.slack.press("Delete")
    await ground.slack.message("Creatify keeps its copy")

    await ground.slack.message("your video is ready")


async def test_cancelling_while_the_root_is_being_posted_leaves_no_message_that_says_it_goes_on(
    ground: Ground,
) -> None:
    posted = asyncio.Event()
    known: list[str] = []

    def slowly(_: object, answer: dict[str, object]) -> dict[str, object]:
        known.append(str(answer["ts"]))
        posted.set()
        return answer

    ground.slack.quirks["chat.postMessage"] = slowly
    ground.slack.slow["chat.postMessage"] = 0.5
    await ground.order()
    await posted.wait()
    (task,) = await _tasks(ground)

    await ground.slack.command("/greenlight", f"cancel {task}")
    root = await ground.slack.message("Cancelled by")

    assert root["ts"] == known[0]
    assert ground.creatify.paid == []
    assert "Cancel" not in [element["text"]["text"] for element in _buttons(root)]


def _buttons(message: dict[str, object]) -> list[dict[str, dict[str, str]]]:
    blocks = message["blocks"]
    assert isinstance(blocks, list)
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


async def _tasks(ground: Ground) -> list[str]:
    from storage.store import TaskFilter

    assert ground.app is not None
    return [task.id for task in await ground.app.store.tasks(TaskFilter())]


async def test_a_progress_edit_that_comes_late_does_not_undo_the_last_word(ground: Ground) -> None:
    ground.creatify.takes = 0.5
    ground.slack.slow["chat.update"] = 0.3
    await ground.order()

    await ground.slack.message("your image is ready")
    await ground.slack.message("v1 image delivered")
    await asyncio.sleep(1)

    root = ground.slack.messages[0]
    assert "Rendering" not in str(root["blocks"])


@pytest.mark.parametrize("action", ["/metrics", "/readyz", "/healthz"])
async def test_the_pages_for_machines_answer(ground: Ground, action: str) -> None:
    async with ground.http.get(f"{ground.slack.bot_url}{action}") as answer:
        assert answer.status == 200
    assert ANN
