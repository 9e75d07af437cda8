"""A table of orders: checked row by row, confirmed once, shown as one message, told of once."""

import time
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.app import Seams
from bot.sandbox.pictures import darkroom, make_picture
from tests.hunting import count
from tests.stories.stage import ANN, BEN, PATIENCE, Stage, is_result, labels, open_stage, spoken
from tests.stories.test_from_results import task_of
from tests.stories.test_presets import SPRING, keep
from tests.stories.test_settings import set_up


def no_pace() -> float:
    """Slack's pace is real seconds, and a story of hundreds of messages would take as many."""
    return time.monotonic() * 1_000_000


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, seams=Seams(ticks=no_pace)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def one_picture_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulated provider draws a picture once, not for every row: what it shows is of no matter here."""
    drawn = make_picture(prompt="scene", seed=1, width=320, height=320)
    monkeypatch.setattr(darkroom, "_picture", lambda **_: drawn)


def table(stage: Stage, rows: int, *, bad: int = 0) -> str:
    """A table whose last `bad` rows cannot be ordered."""
    good = [f"{stage.bag},scene" for _ in range(rows - bad)]
    wrong = [f"no link {number},scene" for number in range(bad)]
    return "\n".join(["image_url,prompt", *good, *wrong])


async def test_twenty_rows_of_which_two_are_bad_and_one_fails(stage: Stage) -> None:
    outcome = await check(stage, table(stage, 20, bad=2))
    said = spoken({"blocks": outcome["blocks"]})
    assert "18 rows are ready: about 18 credits." in said
    assert "2 cannot be ordered as they stand." in said
    assert "20 · not ordered:" in said
    assert not await stage.paid()

    await stage.fault("creatify:job", "fail", reason="the product is blurred")
    await stage.fill({})
    await stage.eventually(lambda: _is_said(stage, "your batch is done"), patience=80)
    over = await stage.message("your batch is done")

    assert f"<@{ANN}> your batch is done: 17 delivered · 1 failed · 2 not ordered · 18 credits." in spoken(
        over
    )
    messages = await stage.messages()
    roots = [message for message in messages if message.get("thread_ts", message["ts"]) == message["ts"]]
    results = [message for message in messages if is_result(message)]
    assert len(roots) == 1
    assert "17 delivered · 1 failed · 2 not ordered" in spoken(roots[0])
    assert len(results) == 17
    assert {message["thread_ts"] for message in results} == {roots[0]["ts"]}
    assert (
        sum(f"<@{ANN}>" in str(message["text"]) for message in messages) == 2
    )  # the batch's head, and its end

    await stage.press("Try again")
    await stage.eventually(lambda: _shown(stage, 18))
    await stage.message("18 delivered · 2 not ordered")
    assert len(await stage.paid()) == 19


async def test_five_hundred_rows_come_to_five_hundred_results(stage: Stage) -> None:
    rows = count(500)
    content = table(stage, rows).encode()
    await stage.type("/greenlight batch")
    await stage.fill({"CSV file": [upload("rows.csv", content)]})
    await stage.form(lambda view: f"{rows} rows are ready" in spoken({"blocks": view["blocks"]}))
    await stage.fill({})
    await stage.eventually(lambda: _ended(stage, "EndBatch"), what="its end", patience=PATIENCE + 2 * rows)

    over = await stage.message("your batch is done")
    assert f"your batch is done: {rows} delivered · {rows} credits." in spoken(over)
    results = [message for message in await stage.messages() if is_result(message)]
    roots = {message["thread_ts"] for message in results}
    assert len(results) == len(await stage.paid()) == rows
    assert len({task_of(message) for message in results}) == rows
    assert len(roots) == 1


async def test_the_same_confirmation_three_times_is_one_batch(stage: Stage) -> None:
    await check(stage, table(stage, 3))
    await stage.fault("slack:interaction", "double", copies=3)
    await stage.fill({})

    await stage.message("your batch is done: 3 delivered · 3 credits.")
    await stage.quiet()

    assert len(await stage.paid()) == 3
    assert sum("your batch is done" in spoken(message) for message in await stage.messages()) == 1


async def test_the_results_of_a_batch_are_not_recalled_one_by_one(stage: Stage) -> None:
    await set_up(stage, {"Approvers": [BEN], "Remind after": "0.02"})
    await check(stage, table(stage, 2))
    await stage.fill({})
    await stage.message("your batch is done")

    await stage.eventually(lambda: _ended(stage, "Remind"), what="the time to remind")

    assert not [message for message in await stage.messages() if "waits for your decision" in spoken(message)]


async def test_a_table_orders_all_that_can_be_ordered_each_at_its_provider(stage: Stage) -> None:
    rows = [
        "what,image_url,prompt,script,avatar,effect,length,aspect_ratio",
        f"image,{stage.bag},on marble,,,,,9:16",
        f"animation,{stage.bag},,,,levitate,5 s,",
        "avatar-video,,,Meet the bag.,,,,",
        "avatar-video,,,Meet the bag.,Nobody at all,,,",
        f"animation,{stage.bag},,,,Levitate,7 s,",
        "sculpture,,,,,,,",
    ]
    said = spoken({"blocks": (await check(stage, "\n".join(rows)))["blocks"]})
    assert "3 rows are ready: about 1 Creatify credit + 20 Akool credits + 1 HeyGen credit." in said
    assert "2 · animation “Levitate”" in said
    assert "3 · avatar video “Meet the bag.”" in said
    assert "4 · not ordered: HeyGen has no avatar “Nobody at all”." in said
    assert "5 · not ordered: Choose one of 5 seconds, 10 seconds." in said
    assert "6 · not ordered: “sculpture” is none of image, video, animation and avatar-video." in said

    await stage.fill({})
    await stage.message("your batch is done: 3 delivered · 3 not ordered")

    (picture,), (film,), (speech,) = [await stage.paid(name) for name in ("creatify", "akool", "heygen")]
    assert picture["aspect_ratio"] == "9x16"
    assert film["video_length"] == 5
    assert str(film["effect_code"]).startswith("levitate")
    assert speech["prompt"] == "Meet the bag."


async def test_the_rows_of_a_table_go_by_the_standard_preset_and_its_locks(stage: Stage) -> None:
    await keep(stage, SPRING, locked=["Aspect ratio"], standard=True)
    await keep(stage, {"Name": "Winter", "Style text": "cold light"})
    rows = ["image_url,ratio,preset", f"{stage.bag},,", f"{stage.bag},1:1,", f"{stage.bag},1:1,winter"]

    said = spoken({"blocks": (await check(stage, "\n".join(rows)))["blocks"]})

    assert "1 · image “soft pastel light”" in said
    assert "2 · not ordered: Aspect ratio is locked to 9:16 by the preset “Spring”.\n" in said
    assert "3 · image “cold light”" in said


async def test_an_uploaded_file_is_read_whatever_separates_its_columns(stage: Stage) -> None:
    content = f'Image URL;Prompt;What\r\n{stage.bag};"a, b";video\r\n'.encode("utf-8-sig")
    await stage.type("/greenlight batch")
    await stage.fill({"CSV file": [upload("rows.csv", content)]})

    view = await stage.form(lambda view: "ready" in spoken({"blocks": view["blocks"]}))

    assert "1 · image, then a video “a, b”" in spoken({"blocks": view["blocks"]})


async def test_a_batch_dearer_than_the_limit_is_not_a_way_around_it(stage: Stage) -> None:
    await set_up(stage, {"Approve spend over": "2", "Approvers": [BEN]})
    await check(stage, table(stage, 3))
    await stage.fill({})

    said = await stage.message("This batch costs more than 2 credits")

    assert said["is_ephemeral"]
    assert not await stage.paid()


async def test_a_table_without_a_good_row_cannot_be_ordered(stage: Stage) -> None:
    view = await check(stage, table(stage, 2, bad=2), ready="No row can be ordered")

    assert "submit" not in view or view["submit"] is None
    assert "Order" not in labels({"blocks": view["blocks"]})


def upload(name: str, content: bytes) -> dict[str, Any]:
    """A file as the sandbox takes it from a person's device."""
    return {"name": name, "data_base64": b64encode(content).decode()}


async def check(stage: Stage, rows: str, *, ready: str = "ready: about") -> Mapping[str, Any]:
    """Paste the table, and wait for what its check found."""
    await stage.type("/greenlight batch")
    await stage.fill({"Or paste it here": rows})
    return await stage.form(lambda view: ready in spoken({"blocks": view["blocks"]}))


async def _ended(stage: Stage, name: str) -> bool:
    """Whether there were effects of this name, and all are carried out. Asked of the bot's own database: a
    page of hundreds of messages is no cheap read."""
    ((open_, all_),) = stage.look(
        f"SELECT count(*) FILTER (WHERE ended = 0), count(*) FROM outbox WHERE name = '{name}'"  # noqa: S608 - ours
    )
    return bool(all_ and not open_)


async def _is_said(stage: Stage, words: str) -> bool:
    return any(words in spoken(message) for message in await stage.messages())


async def _shown(stage: Stage, count: int) -> bool:
    return sum(is_result(message) for message in await stage.messages()) >= count
