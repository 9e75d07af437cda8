from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.generation import JobId, Kind
from bot.domain.task import Shown, Status, TaskId
from bot.views import ids
from tests.domain.examples import ANN, BEN, NOW, PICTURE, task
from tests.views.reading import buttons_of, dialog_of, rows_of, words_of
from tests.views.scenes import ROOT, child, child_status, status


def test_the_root_of_a_running_image_reads_as_designed() -> None:
    running = task(Status.RENDERING, submitted_at=NOW - timedelta(seconds=20))

    assert status(running).text.split("\n") == [
        f"*GL-7K3Q* Image for <@{ANN}> · about 1 credit",
        "“clean background”",
        "Rendering · 0:20, usually 0:45 ▓▓▓░░",
    ]


def test_a_long_prompt_is_cut() -> None:
    running = task(Status.RENDERING)
    long = task(Status.RENDERING, generation=child("GL-AAA2", Status.QUEUED).generation)
    assert "…" not in status(running).text
    assert len(status(long).text) < 400


def test_nobody_knows_what_is_usual_at_first() -> None:
    running = task(Status.RENDERING, submitted_at=NOW - timedelta(hours=1, seconds=5))
    assert "Rendering · 1:00:05" in status(running, usual=None).text.split("\n")


def test_a_late_job_never_looks_finished() -> None:
    running = task(Status.RENDERING, submitted_at=NOW - timedelta(minutes=5))
    assert status(running).text.endswith("5:00, usually 0:45 ▓▓▓▓░")


@pytest.mark.parametrize(
    ("now_is", "words"),
    [
        (Status.QUEUED, "Queued here · nothing sent yet"),
        (Status.SUBMITTING, "Sent to Creatify · waiting for its answer"),
        (Status.FETCHING, "Rendered · fetching the image from Creatify"),
        (Status.EXPIRED, "Nobody approved the spend in time. Nothing was spent."),
    ],
)
def test_status_text_tells_where_it_is(now_is: Status, words: str) -> None:
    assert words in words_of(status(task(now_is)))


def test_uploading_is_not_fetching() -> None:
    assert "uploading the image to Slack" in status(task(Status.FETCHING, media=PICTURE)).text


def test_a_queued_task_is_cancelled_without_a_question() -> None:
    assert "confirm" not in buttons_of(status(task(Status.QUEUED)))["Cancel"]


def test_cancelling_what_is_rendering_says_that_it_is_charged_all_the_same() -> None:
    cancel = buttons_of(status(task(Status.RENDERING)))["Cancel"]
    assert "still charges about 1 credit" in dialog_of(cancel)


def test_what_is_being_sent_has_no_button() -> None:
    assert rows_of(status(task(Status.SUBMITTING))) == []


def test_a_spend_that_waits_for_approval_says_its_price() -> None:
    waiting = status(task(Status.AWAITING_APPROVAL, estimate=Decimal(20)))

    assert rows_of(waiting) == [["Approve spend", "Refuse"]]
    assert dialog_of(buttons_of(waiting)["Approve spend"]) == "Spend about 20 credits?"
    assert "about 20 credits. Nothing was sent." in waiting.text


def test_a_lost_request_is_looked_for_before_a_person_is_asked() -> None:
    lost = status(task(Status.UNKNOWN))
    assert rows_of(lost) == []
    assert "Looking for it at Creatify" in lost.text


def test_an_unknown_outcome_is_put_before_a_person() -> None:
    lost = status(task(Status.UNKNOWN, needs_person=True, looks=2))

    assert (
        "We sent this but got no answer; 1 credit may be spent. I checked twice and found nothing."
        in lost.text
    )
    assert rows_of(lost) == [["Check again", "Send again", "Give up"]]
    assert dialog_of(buttons_of(lost)["Send again"]) == "You may pay twice, about 1 credit."
    assert buttons_of(lost)["Send again"]["style"] == "danger"


def test_what_could_not_be_looked_for_does_not_claim_two_looks() -> None:
    assert "checked twice" not in status(task(Status.UNKNOWN, needs_person=True, looks=0)).text


def test_a_stalled_job_can_be_checked_or_given_up() -> None:
    assert rows_of(status(task(Status.STALLED))) == [["Check again", "Give up"]]


def test_a_failed_job_may_have_been_charged() -> None:
    failed = status(task(Status.FAILED, job_id=JobId("job-1"), reason="not safe"))

    assert "Creatify could not make this image: “not safe”. It may have charged 1 credit." in failed.text
    assert dialog_of(buttons_of(failed)["Try again"]).endswith("About 1 credit.")


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (None, "may have charged 1 credit."),
        (Decimal(20), "charged 20 credits, which may be refunded."),
        (Decimal(0), "charged nothing."),
    ],
)
def test_what_the_provider_said_that_a_failure_cost_is_said(cost: Decimal | None, said: str) -> None:
    failed = task(Status.FAILED, job_id=JobId("job-1"), reason="not safe", cost=cost)
    given_up = replace(failed, decided_by=BEN, decided_at=NOW, finished_at=NOW)

    assert f"“not safe”. It {said}" in status(failed).text
    assert f"Given up by <@{BEN}>. Creatify {said}" in status(given_up).text


def test_a_refused_submission_cost_nothing() -> None:
    refused = status(task(Status.FAILED, reason="Creatify refused this: “bad link”."))
    assert "Creatify refused this: “bad link”. Nothing was spent." in refused.text


def test_a_task_that_was_given_up_says_by_whom() -> None:
    ended = task(Status.FAILED, job_id=JobId("job-1"), decided_by=BEN, decided_at=NOW, finished_at=NOW)
    assert f"Given up by <@{BEN}>. Creatify may have charged 1 credit." in status(ended).text


def test_a_failure_after_an_approved_spend_is_not_given_up() -> None:
    approved_before = NOW - timedelta(minutes=1)
    ended = task(
        Status.FAILED, job_id=JobId("job-1"), decided_by=BEN, decided_at=approved_before, finished_at=NOW
    )
    assert "gave no reason" in status(ended).text


def test_what_was_tried_again_has_no_second_try() -> None:
    failed = task(Status.FAILED, job_id=JobId("job-1"))
    again = child("GL-AAA2", Status.RENDERING, kind=Kind.IMAGE)
    assert rows_of(status(failed, again)) == []


def test_trying_an_undelivered_result_again_is_free() -> None:
    stuck = status(task(Status.UNDELIVERED, reason="Slack's file storage is full."))

    assert rows_of(stuck) == [["Try again", "Delete"]]
    assert dialog_of(buttons_of(stuck)["Try again"]).startswith("Free")
    assert "Slack's file storage is full. Try again is free." in stuck.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Nothing was spent."),
        ({"job_id": JobId("job-1")}, "Creatify still charges 1 credit."),
        ({"submitted_at": NOW}, "The first try may have cost 1 credit."),
    ],
)
def test_a_cancelled_task_is_honest_about_the_cost(changes: dict[str, object], words: str) -> None:
    cancelled = status(task(Status.CANCELLED, decided_by=BEN, **changes))
    assert f"Cancelled by <@{BEN}>" in cancelled.text
    assert words in cancelled.text


def test_a_refused_spend_names_who_refused_it() -> None:
    refused = status(task(Status.REFUSED, decided_by=BEN, shown=child("GL-AAA2", Status.QUEUED).shown))
    assert f"The spend was refused by <@{BEN}>. Nothing was spent." in refused.text


def test_a_delivered_reply_shrinks_to_one_line() -> None:
    film = child("GL-AAA2", Status.DELIVERED)
    message = child_status(film, [task(Status.APPROVED), film])
    assert message.text == "*GL-AAA2* Video delivered · 3 credits"
    assert len(message.blocks) == 1


def test_the_root_shows_the_whole_lineage() -> None:
    second = child("GL-AAA2", Status.DELIVERED, kind=Kind.IMAGE)
    film = child("GL-AAA3", Status.RENDERING, parent="GL-AAA2")

    root = status(task(Status.DELIVERED), second, film)

    assert "v1 image delivered · v2 image delivered · v3 video on its way · about 5 credits" in root.text
    assert root.text.startswith("*GL-7K3Q* Image for")


def test_the_root_after_review_names_the_approved_version() -> None:
    film = child("GL-AAA2", Status.DELIVERED)
    final = child("GL-AAA3", Status.APPROVED, parent="GL-AAA2", decided_by=BEN)
    assert f"v3 approved by <@{BEN}> · 2 older · 7 credits" in status(task(Status.APPROVED), film, final).text


def test_a_version_after_the_approved_one_is_seen() -> None:
    film = child("GL-AAA2", Status.RENDERING)
    root = status(task(Status.APPROVED, decided_by=BEN), film)
    assert f"v1 approved by <@{BEN}> · v2 video on its way · about 4 credits" in root.text


def test_a_failed_root_still_tells_of_its_successor() -> None:
    again = child("GL-AAA2", Status.RENDERING, kind=Kind.IMAGE)
    root = status(task(Status.FAILED, job_id=JobId("job-1")), again)
    assert "v1 image failed · v2 image on its way" in root.text


def test_a_reply_shows_no_lineage() -> None:
    film = child("GL-AAA2", Status.RENDERING)
    assert "v1" not in child_status(film, [task(Status.DELIVERED), film]).text


def test_what_was_turned_down_unseen_is_no_version_of_the_root() -> None:
    unseen = child("GL-AAA2", Status.REFUSED)
    hidden = task(Status.REFUSED, id=unseen.id, lineage=ROOT, parent=ROOT, shown=Shown())
    assert "v2" not in status(task(Status.DELIVERED), hidden).text


def test_a_long_lineage_is_shortened() -> None:
    older = [child(f"GL-AAA{number}", Status.DELIVERED, kind=Kind.IMAGE) for number in range(2, 10)]
    root = status(task(Status.DELIVERED), *older)
    assert "3 older · v4 image delivered" in root.text
    assert "9 credits" in root.text


def test_every_button_carries_the_task_and_its_version() -> None:
    waiting = status(task(Status.AWAITING_APPROVAL, version=12))
    values = {button["value"] for button in buttons_of(waiting).values()}
    assert {ids.read_button_value(value) for value in values} == {(TaskId("GL-7K3Q"), 12)}


def test_each_button_has_the_words_of_what_it_does() -> None:
    messages = [status(task(now_is, needs_person=True)) for now_is in Status]
    for message in messages:
        for words, button in buttons_of(message).items():
            verb = words.lower().replace(" ", "_")
            assert button["action_id"] in {verb, "refuse_spend"}


def test_the_root_says_which_version_each_was_made_from_unless_it_is_the_one_before() -> None:
    image = task(Status.DELIVERED)
    film = child("GL-AAA2", Status.DELIVERED)
    heard = child("GL-AAA3", Status.DELIVERED, parent="GL-AAA2")
    sound = replace(heard, generation=replace(heard.generation, provider="akool", kind=Kind.AUDIO))
    again = child("GL-AAA4", Status.RENDERING)

    root = status(image, film, sound, again)

    assert "v2 video delivered · v3 video with audio delivered · v4 video on its way (from v1)" in root.text
    assert "about 7 Creatify credits + 3 Akool credits" in root.text
