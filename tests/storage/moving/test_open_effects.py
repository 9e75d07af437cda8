"""What was open when the bot stopped is as open on PostgreSQL as it would have been after a restart."""

from pathlib import Path
from shutil import copyfile
from typing import Any

from bot.domain.task import Status
from storage.migration import move_database
from storage.postgres import open_store as open_postgres
from storage.sqlite import open_store as open_sqlite
from storage.store import SendMark, Store
from tests.domain.examples import NOW
from tests.storage.conformance.checks import rendering
from tests.storage.examples import LATER, claimed, click, effect, first, moved, some_task, then


async def leave_open(path: Path) -> None:
    """Queued, wished for later, claimed, sent with its request kept, being read, and called about."""
    store = await open_sqlite(path)
    await store.add_effects([click("queued"), click("later", due=LATER)])
    task = some_task(1, Status.QUEUED)
    paid = effect("submit:1", name="SubmitJob", paid=True, task=task.id, channel="C0OTHER001")
    await store.save(first(task, effects=[paid]))
    await store.add_effects([click("drawing", "C0THIRD001")])
    claims = {claim.key: claim for claim in await store.claim_due(NOW, limit=3)}
    sent = SendMark(row=claims[paid.key].row, request={"body": "as it left"})
    await store.save(then(task, moved(task, status=Status.SUBMITTING), sent=sent))
    await rendering(store, 2)
    await store.close()


async def what_is_open(store: Store) -> dict[str, Any]:
    doubtful = await store.mark_interrupted()
    return {
        "in doubt": doubtful,
        "requests": [await store.sent_request(claim.key) for claim in doubtful],
        "now": await store.claim_due(NOW, limit=99),
        "later": await claimed(store, at=LATER),
        "checks": await store.claim_checks("creatify", NOW, limit=9),
    }


async def test_all_that_was_open_is_found_as_after_a_restart(path: Path, postgres_url: str) -> None:
    await leave_open(path)
    unmoved = Path(copyfile(path, path.with_name("unmoved.db")))
    move_database(path, postgres_url, say=lambda _: None)

    moved_one, same = await open_postgres(postgres_url), await open_sqlite(unmoved)
    found = await what_is_open(moved_one)
    assert found == await what_is_open(same)
    await moved_one.close()
    await same.close()

    assert [claim.key for claim in found["in doubt"]] == ["submit:1"]
    assert found["requests"] == [{"body": "as it left"}]
    assert {claim.key: claim.unsure for claim in found["now"]} == {"queued": True, "drawing": True}
    assert found["later"] == ["later"]
    assert len(found["checks"]) == 1
