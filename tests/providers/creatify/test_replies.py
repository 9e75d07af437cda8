"""What Creatify's good answers mean."""

import pytest

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import Kind
from bot.errors import JobGone, Unreadable
from bot.providers.creatify import Creatify
from bot.providers.provider import Choice, Job
from tests.providers.recordings import CLIP, JOB, NEW_JOB, PHOTO, TOKEN, answer, recorded, wish

CREATIFY = Creatify("an-id", "a-key")

IMAGE_GOAL = wish("gen_image")
VIDEO_GOAL = wish("gen_video")


def job(name: str) -> Job:
    (only,) = CREATIFY.read_jobs(recorded(name)).values()
    return only


@pytest.mark.parametrize(
    ("call", "accepted"),
    [("gen_image", JOB), ("gen_video", JOB), ("regen_image", NEW_JOB), ("regen_video", NEW_JOB)],
)
def test_any_success_with_an_id_is_an_accepted_job(call: str, accepted: str) -> None:
    assert CREATIFY.read_submitted(recorded(f"{call}__accepted"), wish(call)) == JobAccepted(
        job_id=accepted  # type: ignore[arg-type]  # the table holds plain words
    )


@pytest.mark.parametrize(
    "name", ["gen_image__no_id", "gen_image__html", "regen_image__same_id", "jobs__none"]
)
def test_a_success_that_cannot_be_read_is_an_unknown_outcome(name: str) -> None:
    with pytest.raises(Unreadable):
        CREATIFY.read_submitted(recorded(name), wish("regen_image"))


@pytest.mark.parametrize("id_", [None, 7, "", "a b", "../x", "x" * 101, ["a"]])
def test_an_implausible_id_is_not_believed(id_: object) -> None:
    with pytest.raises(Unreadable):
        CREATIFY.read_submitted(answer({"id": id_}), wish())


@pytest.mark.parametrize(
    ("name", "image", "video"),
    [
        ("job__initializing", None, None),
        ("job__image_generating", None, None),
        ("job__image_generated", JobSucceeded(url=PHOTO), None),
        ("job__image_generated_without_url", None, None),
        ("job__video_generating", JobSucceeded(url=PHOTO), None),
        ("job__video_generated", JobSucceeded(url=PHOTO), JobSucceeded(url=CLIP)),
        (
            "job__failed",
            JobFailed(reason="The product could not be found in the image."),
            JobFailed(reason="The product could not be found in the image."),
        ),
        (
            "job__failed_after_image",
            JobSucceeded(url=PHOTO),
            JobFailed(reason="The video model timed out."),
        ),
        ("job__failed_without_reason", JobFailed(reason=""), JobFailed(reason="")),
        ("job__unknown_status", None, None),
        ("job__nulls", None, None),
        ("job__bare", None, None),
    ],
)
def test_what_a_status_means_depends_on_what_is_waited_for(
    name: str, image: JobSucceeded | JobFailed | None, video: JobSucceeded | JobFailed | None
) -> None:
    found = job(name)

    assert CREATIFY.outcome(found, IMAGE_GOAL) == image
    assert CREATIFY.outcome(found, VIDEO_GOAL) == video


@pytest.mark.parametrize("call", ["gen_video", "regen_video"])
def test_a_stale_image_never_ends_a_video(call: str) -> None:
    assert CREATIFY.outcome(job("job__image_generated"), wish(call)) is None


def test_a_job_tells_its_token_and_what_it_is_busy_with() -> None:
    assert job("job__initializing").webhook_token == TOKEN
    assert job("job__bare").webhook_token is None
    assert job("job__image_generating").busy_with == {Kind.IMAGE}
    assert job("job__video_generating").busy_with == {Kind.VIDEO}
    assert job("job__video_generated").busy_with == frozenset()


def test_blank_null_and_missing_are_the_same() -> None:
    blank, null, missing = (
        CREATIFY.read_jobs(answer({"id": JOB, "status": "failed", **urls}))[JOB]
        for urls in (
            {"generated_photo_url": "", "failed_reason": " ", "webhook_url": ""},
            {"generated_photo_url": None, "failed_reason": None, "webhook_url": None},
            {},
        )
    )

    assert blank == null == missing


def test_several_jobs_are_read_at_once() -> None:
    jobs = CREATIFY.read_jobs(recorded("jobs__several"))

    assert set(jobs) == {JOB, NEW_JOB}
    assert CREATIFY.outcome(jobs[NEW_JOB], IMAGE_GOAL) == JobFailed(reason="No credits")


def test_an_entry_that_cannot_be_read_does_not_hide_the_others() -> None:
    assert set(CREATIFY.read_jobs(recorded("jobs__broken_entry"))) == {JOB}


def test_a_page_of_jobs_is_read_like_a_list() -> None:
    assert set(CREATIFY.read_jobs(recorded("jobs__page"))) == {JOB}


def test_an_empty_list_is_no_news() -> None:
    assert CREATIFY.read_jobs(recorded("jobs__none")) == {}


@pytest.mark.parametrize(
    "body", [None, 7, "image_generated", {}, {"jobs": []}, [{"id": 7}], [[]], {"id": JOB}]
)
def test_a_body_of_unknown_shape_is_not_guessed_at(body: object) -> None:
    with pytest.raises(Unreadable):
        CREATIFY.read_jobs(answer(body))


def test_a_read_of_a_job_that_is_not_there_says_so() -> None:
    with pytest.raises(JobGone):
        CREATIFY.read_jobs(recorded("error__not_found"))


def test_a_reason_from_outside_is_one_line_of_sane_length() -> None:
    reason = "first\nline " + "x" * 500
    found = CREATIFY.read_jobs(answer({"id": JOB, "status": "failed", "failed_reason": reason}))[JOB]

    outcome = CREATIFY.outcome(found, IMAGE_GOAL)

    assert isinstance(outcome, JobFailed)
    assert outcome.reason.startswith("first line xxx")
    assert len(outcome.reason) == 300


@pytest.mark.parametrize(
    ("name", "words"),
    [("balance__fraction", "412.5 credits"), ("balance__whole", "500 credits"), ("balance__one", "1 credit")],
)
def test_the_balance_is_said_in_words(name: str, words: str) -> None:
    assert CREATIFY.read_balance(recorded(name)) == words


@pytest.mark.parametrize("said", [0, "12.340", 1e20, -3, 0.004])
def test_any_number_can_be_a_balance(said: object) -> None:
    expected = {"0": "0", "12.340": "12.34", "1e+20": "1" + "0" * 20, "-3": "-3", "0.004": "0"}[str(said)]

    assert CREATIFY.read_balance(answer({"remaining_credits": said})) == f"{expected} credits"


@pytest.mark.parametrize("said", [None, "", "many", True, [], {}, "NaN", "Infinity", 1e300])
def test_what_is_no_number_is_no_balance(said: object) -> None:
    with pytest.raises(Unreadable):
        CREATIFY.read_balance(answer({"remaining_credits": said}))


def test_a_missing_balance_is_not_zero() -> None:
    with pytest.raises(Unreadable):
        CREATIFY.read_balance(recorded("balance__missing"))


def test_active_avatars_are_listed_under_their_own_names() -> None:
    assert CREATIFY.read_list("avatars", recorded("avatars__list")) == [
        Choice(
            id="0b6f0a34-8b0e-4b6e-9f2a-2f7a3a1f0001",
            name="Anna",
            detail="female, adult, outdoor, presenter",
            preview_url="https://cdn.example.com/a/11.jpg",
        ),
        Choice(
            id="0b6f0a34-8b0e-4b6e-9f2a-2f7a3a1f0002",
            name="Ben",
            detail="male, adult, Kitchen",
            preview_url="https://cdn.example.com/a/916.jpg",
        ),
        Choice(
            id="0b6f0a34-8b0e-4b6e-9f2a-2f7a3a1f0004",
            name="Avatar 0b6f0a34",
            detail="non-binary, adult, selfie",
            preview_url="https://cdn.example.com/a/11.jpg",
        ),
    ]


def test_a_page_of_avatars_is_read_like_a_list() -> None:
    assert [choice.name for choice in CREATIFY.read_list("avatars", recorded("avatars__page"))] == ["Anna"]
