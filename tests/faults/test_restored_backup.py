"""A restored backup knows nothing of what was sent after it was made, so nothing open is sent blindly."""

import shutil
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock
from bot.domain.events import Admitted, StatusShown
from bot.domain.generation import Generation, Kind
from bot.domain.pricing import PriceList
from bot.domain.task import ChannelId, TeamId, Ts, UserId
from bot.providers.creatify import Creatify
from bot.service import Order, Service, WebhookTokens
from storage.sqlite import open_store
from tests.stories.stage import ANN, LAUNCH, Stage, is_result, open_stage


async def test_a_call_that_was_queued_in_the_backup_and_paid_since_is_found_not_paid_again(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path / "data", bot=False) as stage:
        (tmp_path / "data").mkdir(exist_ok=True)
        await _queue_an_order(stage, tmp_path / "backup.db")
        await stage.start_bot()
        await stage.message(is_result)
        await stage.stop_bot()

        _restore(tmp_path)
        await stage.start_bot()
        results = await _two_results(stage)

        assert len(await stage.paid()) == 1
        assert len(results) == 2


async def _queue_an_order(stage: Stage, backup: Path, *, before: Path | None = None) -> None:
    """An order that is about to be sent and a backup made at that moment; `before`: one made at the order."""
    store = await open_store(stage.data_dir / "greenlight.db")
    creatify = Creatify("sandbox-id", "sandbox-key")
    key = b"k" * 32
    (stage.data_dir / "secret_key").write_bytes(key)
    service = Service(
        store=store,
        providers={"creatify": creatify},
        prices=PriceList(),
        clock=SystemClock(),
        tokens=WebhookTokens(key=key, public_url=stage.environ["GREENLIGHT_PUBLIC_URL"]),
    )
    inputs = {"product_url": stage.bag, "prompt": "clean background"}
    task = await service.request(
        Order(
            team=TeamId("T0GREEN001"),
            channel=ChannelId(LAUNCH),
            person=UserId(ANN),
            generation=Generation(
                provider="creatify", call="gen_image", kind=Kind.IMAGE, inputs=dict(inputs)
            ),
            dedupe="command:1",
        )
    )
    if before is not None:
        await store.backup(before)
    await service.hear(task.id, Admitted())
    await service.hear(task.id, StatusShown(ts=await _post_root(stage, task.id)))
    await store.backup(backup)
    await store.close()


async def _post_root(stage: Stage, words: str) -> Ts:
    client = AsyncWebClient(token=stage.environ["SLACK_BOT_TOKEN"], base_url=stage.environ["SLACK_API_URL"])
    answer = await client.chat_postMessage(channel=LAUNCH, text=words)
    return Ts(str(answer["ts"]))


def _restore(folder: Path) -> None:
    for old in (folder / "data").glob("greenlight.db*"):
        old.unlink()
    shutil.copy(folder / "backup.db", folder / "data" / "greenlight.db")


async def _two_results(stage: Stage) -> list[object]:
    async def both() -> list[object] | None:
        found: list[object] = [message for message in await stage.messages() if is_result(message)]
        return found if len(found) == 2 else None

    found = await stage.eventually(both, what="the result a second time")
    assert isinstance(found, list)
    return found


async def test_an_order_that_was_not_even_shown_in_the_backup_asks_a_person(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data", bot=False) as stage:
        (tmp_path / "data").mkdir(exist_ok=True)
        await _queue_an_order(stage, tmp_path / "later.db", before=tmp_path / "backup.db")
        _restore(tmp_path)

        await stage.start_bot()
        said = await stage.message("I was restored from a backup")

        assert said["is_ephemeral"]
        assert not await stage.paid()
