"""Saving a change and finding it again."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from bot.domain.events import StepCost
from bot.domain.generation import Generation, JobId, Kind
from bot.domain.task import BatchId, Media, Review, Shown, Status, Ts, Verdict
from bot.errors import StaleTask
from storage.store import SendMark, Store
from tests.domain.examples import ANN, BEN, CHANNEL, NOW, PICTURE, task
from tests.storage.examples import (
    TASK,
    claim_one,
    claimed,
    effect,
    first,
    line,
    moved,
    some_task,
    spend,
    then,
)

REVIEWS = (
    Review(by=BEN, verdict=Verdict.APPROVED, at=NOW, version=3),
    Review(by=ANN, verdict=Verdict.CHANGES, at=NOW, version=4),
    Review(by=BEN, verdict=Verdict.APPROVED, at=NOW + timedelta(minutes=1), version=5),
)

FULL = task(
    Status.DELIVERED,
    reviews=REVIEWS,
    generation=Generation(
        provider="creatify",
        call="regen_image",
        kind=Kind.IMAGE,
        inputs={"prompt": "wärmer ☀️", "seed": 7, "ratio": 0.5, "tags": ["a", {"b": None}], "hd": True},
        source_job=JobId("job-0"),
    ),
    parent=TASK,
    follow_up=Kind.VIDEO,
    batch=BatchId("B7K3Q"),
    batch_row=3,
    confirmed=True,
    attempt=2,
    resends=1,
    looks=2,
    needs_person=True,
    submitted_at=NOW,
    finished_at=NOW + timedelta(microseconds=1),
    result_url="https://cdn.example/a.png",
    cost=Decimal("1.50"),
    reason="because",
    asked_by=BEN,
    asked_change="warmer light",
    decided_by=BEN,
    decided_at=NOW,
    leftovers="Creatify keeps its copy.",
    reply_to="https://hooks.slack.example/commands/1",
)


class Saving:
    async def test_a_task_comes_back_as_it_was_saved(self, store: Store) -> None:
        await store.save(first(FULL))

        assert await store.load(TASK) == FULL

    async def test_a_task_that_nobody_saved_is_none(self, store: Store) -> None:
        assert await store.load(TASK) is None

    async def test_a_time_of_another_zone_comes_back_as_the_same_moment_in_utc(self, store: Store) -> None:
        moment = datetime(2026, 3, 29, 1, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=5, minutes=30)))
        await store.save(first(task(created_at=moment)))

        found = await store.load(TASK)
        assert found is not None
        assert (found.created_at, found.created_at.tzinfo) == (moment, UTC)

    async def test_a_transition_replaces_the_version_it_started_from(self, store: Store) -> None:
        await store.save(first())
        queued = moved(task(), status=Status.QUEUED, shown=Shown(status_ts=Ts("1.000001")))

        await store.save(then(task(), queued, effects=[effect()]))

        assert await store.load(TASK) == queued
        assert await claimed(store) == ["status:GL-7K3Q"]

    async def test_a_stale_writer_loses_and_writes_nothing(self, store: Store) -> None:
        await store.save(first())
        await store.save(then(task(), moved(task(), status=Status.QUEUED)))

        with pytest.raises(StaleTask):
            await store.save(
                then(
                    task(),
                    moved(task(), status=Status.CANCELLED),
                    effects=[effect("late")],
                    ledger=[spend()],
                    webhook_sha256="late",
                )
            )

        found = await store.load(TASK)
        assert found is not None
        assert found.status is Status.QUEUED
        assert await claimed(store) == []
        assert await store.ledger([TASK]) == []
        assert await store.token_owner("late") is None

    async def test_of_many_who_start_from_one_version_one_wins(self, store: Store) -> None:
        await store.save(first())
        tries = [
            store.save(then(task(), moved(task(), reason=str(number)), effects=[effect(f"of:{number}")]))
            for number in range(8)
        ]

        outcomes = await asyncio.gather(*tries, return_exceptions=True)

        assert sum(outcome is True for outcome in outcomes) == 1
        assert sum(isinstance(outcome, StaleTask) for outcome in outcomes) == 7
        assert len(await claimed(store)) == 1

    async def test_the_same_order_again_is_not_saved_again(self, store: Store) -> None:
        assert await store.save(first(dedupe="click-1"))

        again = first(some_task(2), dedupe="click-1", effects=[effect("twice")])
        assert not await store.save(again)

        assert await store.by_dedupe("click-1") == task()
        assert await store.load(some_task(2).id) is None
        assert await claimed(store) == []

    async def test_an_order_that_nobody_made_has_no_task(self, store: Store) -> None:
        assert await store.by_dedupe("click-1") is None

    async def test_an_id_that_is_taken_is_stale(self, store: Store) -> None:
        await store.save(first(dedupe="click-1"))

        with pytest.raises(StaleTask):
            await store.save(first(dedupe="click-2"))

    async def test_one_job_makes_one_thing_for_one_task(self, store: Store) -> None:
        await store.save(first(some_task(1, Status.RENDERING)))

        with pytest.raises(StaleTask):
            await store.save(first(some_task(2, Status.RENDERING, job_id=JobId("job-1"))))

    async def test_an_image_and_its_video_share_a_job(self, store: Store) -> None:
        image = some_task(1, Status.DELIVERED)
        video = some_task(
            2,
            Status.RENDERING,
            job_id=image.job_id,
            generation=Generation(provider="creatify", call="gen_video", kind=Kind.VIDEO),
        )

        await store.save(first(image))
        await store.save(first(video))

        assert image.job_id is not None
        assert await store.by_job("creatify", image.job_id) == [image, video]

    async def test_a_task_that_failed_lets_go_of_its_job(self, store: Store) -> None:
        failed = some_task(1, Status.FAILED, job_id=JobId("job-1"))
        again = some_task(2, Status.RENDERING, job_id=JobId("job-1"))

        await store.save(first(failed))
        await store.save(first(again))

        assert await store.by_job("creatify", JobId("job-1")) == [again]
        assert await store.claimed_jobs("creatify") == {"job-1"}
        assert await store.claimed_jobs("akool") == frozenset()

    async def test_history_is_kept_in_order(self, store: Store) -> None:
        await store.save(first())
        lines = [line(NOW, "Admitted"), line(NOW - timedelta(seconds=1), "StatusShown")]
        await store.save(replace(then(task(), moved(task())), history=lines))

        assert await store.history(TASK) == [line(), *lines]

    async def test_a_line_keeps_why_it_was_and_what_it_cost(self, store: Store) -> None:
        cost = StepCost(credit=Decimal("0.10"), state="unknown", is_estimate=True)
        lines = [
            replace(line(), what="Refused", why="Größe\nfehlt"),
            replace(line(), what="SubmissionLost", cost=cost),
            replace(
                line(), what="JobFailed", why="no", cost=replace(cost, state="settled", is_estimate=False)
            ),
        ]
        await store.save(first())
        await store.save(replace(then(task(), moved(task())), history=lines))

        assert await store.history(TASK) == [line(), *lines]

    async def test_an_order_may_come_with_a_reason_at_once(self, store: Store) -> None:
        told = replace(line(), why="because")
        await store.save(replace(first(), history=[told], dedupe="once"))

        assert await store.history(TASK) == [told]

    async def test_media_are_kept_replaced_and_dropped_with_their_task(self, store: Store) -> None:
        fetching = task(Status.FETCHING)
        await store.save(first(fetching))
        archived = moved(fetching, media=Media(path="a.png", sha256="0" * 64, size=10, mime="image/png"))
        await store.save(then(fetching, archived))
        stored = moved(archived, media=PICTURE)
        await store.save(then(archived, stored))
        assert await store.load(TASK) == stored

        bare = moved(stored, media=None)
        await store.save(then(stored, bare))
        assert await store.load(TASK) == bare

    async def test_half_a_character_does_not_stop_a_save(self, store: Store) -> None:
        await store.save(first(task(reason="bad \ud800 text", asked_change="\udfff")))

        found = await store.load(TASK)
        assert found is not None
        assert (found.reason, found.asked_change) == ("bad ? text", "?")

    async def test_a_paid_request_is_kept_with_its_claimed_row(self, store: Store) -> None:
        queued = task(Status.QUEUED)
        await store.save(first(queued, effects=[effect("submit:1", name="SubmitJob", paid=True)]))
        claim = await claim_one(store)
        request = {"method": "POST", "path": "/api/", "body": '{"ü":1}'}

        await store.save(
            then(
                queued, moved(queued, status=Status.SUBMITTING), sent=SendMark(row=claim.row, request=request)
            )
        )

        assert await store.sent_request("submit:1") == request

    async def test_a_request_whose_row_is_not_claimed_undoes_the_change(self, store: Store) -> None:
        queued = task(Status.QUEUED)
        await store.save(first(queued, effects=[effect("submit:1", name="SubmitJob", paid=True)]))
        claim = await claim_one(store)
        await store.finish(claim)

        with pytest.raises(StaleTask):
            await store.save(
                then(
                    queued, moved(queued, status=Status.SUBMITTING), sent=SendMark(row=claim.row, request={})
                )
            )

        assert await store.load(TASK) == queued
        assert await store.sent_request("submit:1") is None

    async def test_an_effect_without_a_request_has_none(self, store: Store) -> None:
        await store.add_effects([effect()])

        assert await store.sent_request("status:GL-7K3Q") is None
        assert await store.sent_request("nothing") is None

    async def test_a_message_leads_to_its_task(self, store: Store) -> None:
        delivered = task(Status.DELIVERED)
        await store.save(first(delivered))

        assert delivered.shown.status_ts is not None
        assert delivered.shown.result_ts is not None
        assert await store.by_message(CHANNEL, delivered.shown.status_ts) == delivered
        assert await store.by_message(CHANNEL, delivered.shown.result_ts) == delivered
        assert await store.by_message(CHANNEL, Ts("9.9")) is None
