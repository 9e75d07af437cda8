from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import effects as wanted
from bot.domain import events as happened
from bot.domain.events import Decision, Event, Fact
from bot.domain.generation import JobId, Kind
from bot.domain.lifecycle import NotPossible, advance, decide, resend
from bot.domain.task import Media, Status, Task, Ts
from tests.domain.examples import ANN, BEN, NOW, task, video

FRESH = Media(path="b.png", sha256="1" * 64, size=12, mime="image/png")

FACTS: tuple[Fact, ...] = (
    happened.Requested(by=ANN),
    happened.Admitted(),
    happened.SpendQuestioned(),
    happened.ApprovalNeeded(expire_after=timedelta(days=7)),
    happened.Refused(reason="no"),
    happened.ApprovalExpired(),
    happened.AskedNext(person=BEN, expire_after=timedelta(days=7)),
    happened.StatusShown(ts=Ts("2.0")),
    happened.SubmissionStarted(),
    happened.SubmissionNotSent(),
    happened.SubmissionRefused(reason="no"),
    happened.SubmissionLost(),
    happened.JobAccepted(job_id=JobId("job-1")),
    happened.JobFound(job_id=JobId("job-1")),
    happened.JobNotFound(),
    happened.SearchEnded(),
    happened.JobSucceeded(url="https://cdn.example/a.png"),
    happened.JobFailed(reason="blurred"),
    happened.JobOverdue(),
    happened.MediaArchived(media=FRESH),
    happened.FileStored(slack_file="F1"),
    happened.FileLost(),
    happened.ResultShown(ts=Ts("3.0")),
    happened.DeliveryFailed(reason="cut"),
    happened.Removed(leftovers=""),
    happened.ThreadMoved(ts=Ts("4.0")),
)
DECISIONS: tuple[Decision, ...] = (
    happened.SpendConfirmed(by=ANN),
    happened.SpendApproved(by=BEN),
    happened.SpendRefused(by=BEN),
    happened.Cancelled(by=ANN),
    happened.Approved(by=BEN),
    happened.Reopened(by=BEN),
    happened.ChangesAsked(by=BEN, words="warmer"),
    happened.DeleteAsked(by=ANN),
    happened.CheckAsked(by=ANN),
    happened.SendAsked(by=ANN),
    happened.GivenUp(by=ANN),
    happened.RetryAsked(by=ANN),
)
PROVIDER_NEWS = FACTS[8:19]


def test_every_event_there_is_takes_part_in_these_tests() -> None:
    assert {type(fact) for fact in FACTS} == set(get_args(Fact))
    assert {type(decision) for decision in DECISIONS} == set(get_args(Decision))


def test_an_order_goes_from_request_to_delivery_with_one_paid_effect() -> None:
    state, paid = task(), 0
    for fact in (
        happened.Admitted(),
        happened.StatusShown(ts=Ts("1.0")),
        happened.SubmissionStarted(),
        happened.JobAccepted(job_id=JobId("job-1")),
        happened.JobSucceeded(url="https://cdn.example/a.png"),
        happened.MediaArchived(media=FRESH),
        happened.FileStored(slack_file="F1"),
        happened.ResultShown(ts=Ts("2.0")),
    ):
        state, effects = advance(state, fact, now=NOW)
        paid += effects.count(wanted.SubmitJob())

    assert (state.status, paid) == (Status.DELIVERED, 1)
    assert state.media is not None
    assert state.media.slack_file == "F1"


def test_nothing_is_submitted_before_its_message_stands_in_slack() -> None:
    queued, effects = advance(task(), happened.Admitted(), now=NOW)

    assert queued.status is Status.QUEUED
    assert wanted.SubmitJob() not in effects
    assert wanted.DrawStatus() in effects


@pytest.mark.parametrize("status", [status for status in Status if status.is_settled])
@pytest.mark.parametrize("fact", PROVIDER_NEWS, ids=lambda fact: type(fact).__name__)
def test_a_settled_task_absorbs_late_events(status: Status, fact: Fact) -> None:
    settled = task(status)

    assert advance(settled, fact, now=NOW) == (settled, ())


def test_what_a_provider_let_go_of_later_is_no_longer_said_to_be_left() -> None:
    kept = happened.Removed(leftovers="Akool keeps its copy.")
    deleted, _ = advance(task(Status.DELETING), kept, now=NOW)
    same = advance(deleted, kept, now=NOW)
    gone, drawn = advance(deleted, happened.Removed(leftovers=""), now=NOW)

    assert same == (deleted, ())
    assert (gone.status, gone.leftovers) == (Status.DELETED, "")
    assert {wanted.DrawResult(), wanted.DrawStatus()} <= set(drawn)


def test_a_lost_answer_is_never_sent_again_at_once() -> None:
    lost, effects = advance(task(Status.SUBMITTING), happened.SubmissionLost(), now=NOW)

    assert lost.status is Status.UNKNOWN
    assert wanted.SubmitJob() not in effects
    assert wanted.MarkUnknown() in effects


def test_the_resend_is_counted_and_a_person_s_send_again_starts_a_new_attempt() -> None:
    again, _ = resend(task(Status.UNKNOWN, looks=2))
    lost = task(Status.UNKNOWN, resends=1, needs_person=True)
    asked, _ = decide(lost, happened.SendAsked(by=ANN), now=NOW)

    assert (again.attempt, again.resends) == (1, 1)
    assert (asked.attempt, asked.resends) == (2, 0)


def test_a_failed_job_settles_the_money_and_says_so() -> None:
    failed, effects = advance(task(Status.RENDERING), happened.JobFailed(reason="blurred"), now=NOW)

    assert (failed.status, failed.reason) == (Status.FAILED, "blurred")
    assert {wanted.SettleFailed(), wanted.SayOutcome()} <= set(effects)


@pytest.mark.parametrize(
    ("status", "money"),
    [
        (Status.QUEUED, wanted.Release()),
        (Status.RENDERING, wanted.Settle()),
        (Status.STALLED, wanted.Settle()),
    ],
)
def test_cancel_is_honest_about_the_money(status: Status, money: wanted.Spending) -> None:
    cancelled, effects = decide(task(status), happened.Cancelled(by=ANN), now=NOW)

    assert cancelled.status is Status.CANCELLED
    assert money in effects


def test_an_image_s_approval_buys_a_video_only_where_that_was_said() -> None:
    _, plain = decide(task(Status.DELIVERED), happened.Approved(by=BEN), now=NOW)
    _, leading = decide(task(Status.DELIVERED, follow_up=Kind.VIDEO), happened.Approved(by=BEN), now=NOW)

    assert wanted.MakeFollowUp() not in plain
    assert wanted.MakeFollowUp() in leading


def test_an_approved_video_is_broadcast() -> None:
    _, effects = decide(task(Status.DELIVERED, generation=video()), happened.Approved(by=BEN), now=NOW)

    assert wanted.BroadcastResult() in effects


def test_two_approvers_are_one_approval() -> None:
    approved, _ = decide(task(Status.DELIVERED), happened.Approved(by=BEN), now=NOW)

    with pytest.raises(NotPossible):
        decide(approved, happened.Approved(by=ANN), now=NOW)


@pytest.mark.parametrize("media", [FRESH, None], ids=["archived once", "never archived"])
def test_try_again_on_an_undelivered_result_is_free(media: Media | None) -> None:
    _, effects = decide(task(Status.UNDELIVERED, media=media), happened.RetryAsked(by=ANN), now=NOW)

    assert effects == (wanted.FetchMedia(), wanted.DrawStatus())


@given(st.lists(st.sampled_from((*FACTS, *DECISIONS)), max_size=40))
def test_in_any_order_of_events_money_moves_only_with_its_state(story: list[Event]) -> None:
    state, sent = task(), 0
    for event in story:
        before = state
        try:
            state, effects = _apply(state, event)
        except NotPossible:
            continue
        if isinstance(event, happened.SubmissionStarted) and state.status is not before.status:
            sent += 1
        _check_step(before, state, effects)

    assert sent <= state.attempt + _unsent(story) + state.resends


@given(st.lists(st.sampled_from(FACTS), max_size=30), st.sampled_from(sorted(Status)))
def test_facts_never_wake_a_task_that_ended(story: list[Fact], start: Status) -> None:
    ended = {
        Status.FAILED,
        Status.CANCELLED,
        Status.EXPIRED,
        Status.DELETED,
        Status.APPROVED,
        Status.DELIVERED,
    }
    if start not in ended:
        return
    state = task(start)
    for fact in story:
        state, _ = advance(state, fact, now=NOW)

    assert state.status is start


def _apply(state: Task, event: Event) -> tuple[Task, tuple[wanted.Effect, ...]]:
    if isinstance(event, get_args(Decision)):
        return decide(state, event, now=NOW)
    return advance(state, event, now=NOW)  # type: ignore[arg-type]  # as above


def _check_step(before: Task, after: Task, effects: tuple[wanted.Effect, ...]) -> None:
    if any(isinstance(effect, wanted.Release) for effect in effects):
        assert after.status in {Status.FAILED, Status.CANCELLED, Status.REFUSED}
    if wanted.SubmitJob() in effects:
        assert after.status is Status.QUEUED
        assert after.shown.status_ts is not None or before.status is Status.UNKNOWN
    if before.status is not after.status and after.status is Status.DELIVERED:
        assert before.status in {Status.FETCHING, Status.APPROVED}


def _unsent(story: list[Event]) -> int:
    return sum(isinstance(event, happened.SubmissionNotSent | happened.Admitted) for event in story) + 1


def test_a_task_waits_for_approval_a_week_and_then_expires_unpaid() -> None:
    waiting, effects = advance(task(), happened.ApprovalNeeded(expire_after=timedelta(days=7)), now=NOW)
    expired, said = advance(waiting, happened.ApprovalExpired(), now=NOW)

    assert wanted.Expire(after=timedelta(days=7)) in effects
    assert expired.status is Status.EXPIRED
    assert wanted.Reserve() not in said


def test_a_provider_s_own_figure_is_settled() -> None:
    told = happened.JobSucceeded(url="https://cdn.example/a.png", cost=Decimal("1.5"))
    _, effects = advance(task(Status.RENDERING), told, now=NOW)

    assert wanted.Settle(cost=Decimal("1.5")) in effects


def test_a_moved_thread_changes_nothing_but_the_root() -> None:
    moved, effects = advance(task(Status.RENDERING), happened.ThreadMoved(ts=Ts("9.0")), now=NOW)

    assert replace(moved, shown=task(Status.RENDERING).shown) == task(Status.RENDERING)
    assert effects == (wanted.DrawRoot(),)
