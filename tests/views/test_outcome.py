import pytest

from bot.domain.generation import JobId
from bot.domain.task import Status
from bot.views import text
from tests.domain.examples import ANN, BEN, task
from tests.views.reading import rows_of
from tests.views.scenes import outcome


def test_a_failure_is_said_to_its_requester_with_the_money() -> None:
    failed = outcome(task(Status.FAILED, job_id=JobId("job-1"), reason="Not safe."))
    assert failed.text == (
        f"<@{ANN}> Creatify could not make this image: “Not safe”. It may have charged 1 credit."
    )


def test_an_unknown_outcome_is_said_with_the_money() -> None:
    lost = outcome(task(Status.UNKNOWN, needs_person=True, looks=2))
    assert lost.text == (
        f"<@{ANN}> We sent this but got no answer; 1 credit may be spent. I checked twice and found nothing."
    )


def test_a_refused_submission_says_that_nothing_was_spent() -> None:
    refused = outcome(task(Status.FAILED, reason=text.out_of_credit("Creatify")))
    assert "Creatify has no credits left." in refused.text
    assert refused.text.endswith("Nothing was spent.")


def test_what_was_paid_but_not_shown_says_that_trying_again_is_free() -> None:
    stuck = outcome(task(Status.UNDELIVERED, reason=text.storage_full()))
    assert "made and paid (1 credit)" in stuck.text
    assert stuck.text.endswith("Try again is free.")


@pytest.mark.parametrize("now_is", list(Status))
def test_an_outcome_mentions_the_requester_and_has_no_buttons(now_is: Status) -> None:
    message = outcome(task(now_is))
    assert message.text.startswith(f"<@{ANN}> ")
    assert rows_of(message) == []


def test_a_refusal_by_a_rule_names_those_who_could() -> None:
    refused = outcome(task(Status.REFUSED, reason=f"Only <@{BEN}> can request something here."))
    assert refused.text == f"<@{ANN}> Only <@{BEN}> can request something here. Nothing was spent."
