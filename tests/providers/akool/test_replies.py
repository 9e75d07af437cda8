"""What Akool's good answers mean."""

from decimal import Decimal

import pytest

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.errors import JobGone, Rejected, Unreadable
from bot.providers.akool.replies import read_token
from bot.providers.provider import Choice, Deleted, Job
from tests.providers.akool.examples import AKOOL, FILM, JOB, NEW_JOB, TOKEN, film, recorded, sound
from tests.providers.recordings import answer


def job(name: str) -> Job:
    (only,) = AKOOL.read_jobs(recorded(name)).values()
    return only


@pytest.mark.parametrize(
    ("name", "cost"),
    [("create__accepted", 20), ("create__another_msg", 20), ("create__effect", 60)],
)
def test_a_success_with_an_id_is_an_accepted_job_at_its_price(name: str, cost: int) -> None:
    assert AKOOL.read_submitted(recorded(name), film()) == JobAccepted(job_id=JOB, cost=Decimal(cost))


def test_a_job_whose_price_is_not_told_is_accepted_without_one() -> None:
    assert AKOOL.read_submitted(recorded("create__no_credit_named"), film()) == JobAccepted(job_id=JOB)


def test_added_audio_is_a_new_job() -> None:
    accepted = AKOOL.read_submitted(recorded("add_audio__accepted"), sound())

    assert accepted == JobAccepted(job_id=NEW_JOB, cost=Decimal(5))


@pytest.mark.parametrize(
    "name",
    ["create__no_id", "create__no_data", "create__html", "add_audio__same_id", "error__code_as_text"],
)
def test_a_success_that_cannot_be_read_is_an_unknown_outcome(name: str) -> None:
    with pytest.raises(Unreadable):
        AKOOL.read_submitted(recorded(name), sound())


@pytest.mark.parametrize("id_", [None, 7, "", "a b", "../x", "a,b", "x" * 101, ["a"]])
def test_an_implausible_id_is_not_believed(id_: object) -> None:
    with pytest.raises(Unreadable):
        AKOOL.read_submitted(answer({"code": 1000, "data": {"_id": id_}}), film())


@pytest.mark.parametrize("credit", [None, "20", True, -1, 10**12, [20], float("inf")])
def test_an_implausible_price_is_no_price(credit: object) -> None:
    reply = answer({"code": 1000, "data": {"_id": JOB, "deduction_credit": credit}})

    assert AKOOL.read_submitted(reply, film()).cost is None


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("job__queueing", None),
        ("job__processing", None),
        ("job__completed", JobSucceeded(url=FILM, cost=Decimal(20))),
        ("job__completed_without_url", None),
        ("job__failed", JobFailed(reason="", cost=Decimal(20))),
        ("job__unknown_status", None),
        ("job__nulls", None),
        ("job__bare", None),
    ],
)
def test_a_status_is_an_end_or_goes_on(name: str, meaning: JobSucceeded | JobFailed | None) -> None:
    assert AKOOL.outcome(job(name), film()) == meaning


def test_a_video_with_sound_ends_the_wish_for_sound() -> None:
    ended = AKOOL.outcome(job("job__audio_added"), sound())

    assert ended == JobSucceeded(url=FILM, cost=Decimal(5))


def test_a_job_tells_its_token_its_status_and_that_it_is_busy() -> None:
    assert job("job__queueing").webhook_token == TOKEN
    assert job("job__bare").webhook_token is None
    assert [job(f"job__{name}").status for name in ("queueing", "processing", "completed", "failed")] == [
        "queueing",
        "processing",
        "completed",
        "failed",
    ]
    assert job("job__unknown_status").status == "9"
    assert film().kind in job("job__processing").busy_with
    assert not job("job__failed").busy_with


def test_jobs_are_told_apart_by_id_and_never_by_place() -> None:
    jobs = AKOOL.read_jobs(recorded("jobs__swapped"))

    assert isinstance(AKOOL.outcome(jobs[JOB], film()), JobSucceeded)
    assert isinstance(AKOOL.outcome(jobs[NEW_JOB], film()), JobFailed)


def test_a_missing_job_is_no_news() -> None:
    assert set(AKOOL.read_jobs(recorded("jobs__one_missing"))) == {NEW_JOB}
    assert AKOOL.read_jobs(recorded("jobs__none")) == {}


def test_an_entry_that_cannot_be_read_does_not_hide_the_others() -> None:
    assert set(AKOOL.read_jobs(recorded("jobs__broken_entry"))) == {JOB}


@pytest.mark.parametrize("name", ["jobs__all_broken", "jobs__no_list", "create__no_data", "create__html"])
def test_jobs_of_which_nothing_can_be_read_are_no_answer(name: str) -> None:
    with pytest.raises(Unreadable):
        AKOOL.read_jobs(recorded(name))


def test_jobs_that_do_not_exist_are_gone_and_a_wrong_body_is_refused() -> None:
    with pytest.raises(JobGone):
        AKOOL.read_jobs(recorded("jobs__gone"))
    with pytest.raises(Rejected, match="Failed to get results"):
        AKOOL.read_jobs(recorded("jobs__wrong_body"))


def test_the_effects_are_listed_by_code_each_once() -> None:
    picture = "https://cdn.example.com/e/{}.png"

    assert AKOOL.read_list("effects", recorded("effects__list")) == [
        Choice(id="squish_89244231312", name="Squish", preview_url=picture.format("squish_89244231312")),
        Choice(id="melt_1", name="Melt", preview_url=picture.format("melt_1")),
        Choice(id="plain.code", name="plain.code", preview_url=picture.format("plain.code")),
    ]
    assert AKOOL.read_list("effects", recorded("effects__none")) == []


def test_what_was_deleted_and_what_was_not_is_told() -> None:
    assert AKOOL.read_deleted(recorded("delete__partly")) == Deleted(
        gone=frozenset({NEW_JOB}), kept={JOB: "video resource is processing, please try again later"}
    )
    assert AKOOL.read_deleted(recorded("delete__all")) == Deleted(gone=frozenset({JOB}), kept={})
    with pytest.raises(Unreadable):
        AKOOL.read_deleted(recorded("delete__no_list"))


def test_a_job_of_which_a_delete_says_nothing_is_not_taken_for_gone() -> None:
    deleted = AKOOL.read_deleted(recorded("delete__all"), [JOB, NEW_JOB])

    assert deleted == Deleted(gone=frozenset({JOB}), kept={NEW_JOB: ""})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("balance__whole", "123 credits"),
        ("balance__one", "1 credit"),
        ("balance__fraction", "12.5 credits"),
    ],
)
def test_the_balance_is_said_in_words(name: str, words: str) -> None:
    assert AKOOL.read_balance(recorded(name)) == words


def test_a_round_balance_keeps_its_zeros() -> None:
    assert AKOOL.read_balance(answer({"code": 1000, "data": {"credit": 500}})) == "500 credits"
    assert AKOOL.read_balance(answer({"code": 1000, "data": {"credit": 0}})) == "0 credits"


def test_a_balance_that_is_not_there_is_no_answer() -> None:
    with pytest.raises(Unreadable):
        AKOOL.read_balance(recorded("balance__missing"))


@pytest.mark.parametrize("name", ["token__issued", "token__in_data"])
def test_a_token_stands_beside_the_code_or_in_the_data(name: str) -> None:
    assert read_token(recorded(name)) == "a-fresh-token"


@pytest.mark.parametrize("name", ["token__missing", "token__unsendable"])
def test_a_token_that_cannot_be_sent_is_none(name: str) -> None:
    with pytest.raises(Unreadable):
        read_token(recorded(name))
