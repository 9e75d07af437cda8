"""What HeyGen's good answers mean."""

import pytest

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import JobId, Kind
from bot.errors import JobGone, Unreadable
from bot.providers.provider import Choice, Deleted, Job
from tests.providers.heygen.wishes import (
    CAPTIONED,
    HEYGEN,
    JOB,
    KEY,
    NEW_JOB,
    OLD_HEYGEN,
    SPOKEN,
    URL,
    recorded,
    wish,
)
from tests.providers.recordings import answer

PLAIN = wish()
WITH_CAPTIONS = wish(**SPOKEN, captions=True)


def job(name: str) -> Job:
    (only,) = HEYGEN.read_jobs(recorded(name)).values()
    return only


@pytest.mark.parametrize(
    "name", ["create__accepted", "create__v1_accepted", "create__v2_accepted", "create__both_messages"]
)
def test_any_success_with_an_id_is_an_accepted_job(name: str) -> None:
    assert HEYGEN.read_submitted(recorded(name), PLAIN) == JobAccepted(job_id=JOB)


@pytest.mark.parametrize("name", ["create__no_id", "create__html", "create__error_and_id", "statuses__none"])
def test_a_success_that_cannot_be_read_is_an_unknown_outcome(name: str) -> None:
    with pytest.raises(Unreadable):
        HEYGEN.read_submitted(recorded(name), PLAIN)


@pytest.mark.parametrize("id_", [None, 7, "", "a b", "../x", "x" * 101, ["a"]])
def test_an_implausible_id_is_not_believed(id_: object) -> None:
    with pytest.raises(Unreadable):
        HEYGEN.read_submitted(answer({"data": {"video_id": id_}}), PLAIN)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("video__waiting", None),
        ("video__queued", None),
        ("video__pending", None),
        ("video__processing", None),
        ("video__unknown_status", None),
        ("video__bare", None),
        ("video__completed", JobSucceeded(url=URL)),
        ("video__completed_without_url", None),
        ("video__failed", JobFailed(reason="Video is too long")),
        ("video__failed_code_only", JobFailed(reason="moderation_failed")),
        ("video__failed_silently", JobFailed(reason="")),
        ("v1_status__waiting", None),
        ("v1_status__pending", None),
        ("v1_status__processing", None),
        ("v1_status__draft", None),
        ("v1_status__completed", JobSucceeded(url=URL)),
        ("v1_status__failed", JobFailed(reason="Video is too long")),
    ],
)
def test_what_each_status_means(name: str, outcome: JobSucceeded | JobFailed | None) -> None:
    found = job(name)

    assert found.id == JOB
    assert HEYGEN.outcome(found, PLAIN) == OLD_HEYGEN.outcome(found, PLAIN) == outcome
    assert not found.is_brief


@pytest.mark.parametrize("name", ["video__completed_with_captions", "v1_status__completed_with_captions"])
def test_captions_are_in_the_film_that_was_asked_to_have_them(name: str) -> None:
    assert HEYGEN.outcome(job(name), WITH_CAPTIONS) == JobSucceeded(url=CAPTIONED)
    assert HEYGEN.outcome(job(name), PLAIN) == JobSucceeded(url=URL)


def test_captions_that_were_burnt_into_the_only_film_are_there() -> None:
    assert HEYGEN.outcome(job("video__completed"), WITH_CAPTIONS) == JobSucceeded(url=URL)


def test_a_job_tells_its_key_by_callback_id_or_title() -> None:
    assert job("video__processing").webhook_token == KEY
    assert job("video__callback_id").webhook_token == KEY
    assert job("video__bare").webhook_token is None


def test_a_video_of_another_title_is_not_ours() -> None:
    titled = answer({"data": {"id": JOB, "status": "pending", "title": "My Greenlight abc"}})

    assert HEYGEN.read_jobs(titled)[JOB].webhook_token is None


def test_a_job_is_busy_until_it_ends() -> None:
    assert job("video__waiting").busy_with == {Kind.AVATAR_VIDEO}
    assert job("video__completed").busy_with == frozenset()
    assert job("video__failed").busy_with == frozenset()


def test_the_statuses_of_many_tell_who_has_to_be_read_alone() -> None:
    jobs = HEYGEN.read_jobs(recorded("statuses__several"))

    assert {each: found.is_brief for each, found in jobs.items()} == {
        JOB: True,
        NEW_JOB: False,
        "8" * 32: False,
        "9" * 32: True,
    }
    assert HEYGEN.outcome(jobs[JOB], PLAIN) is None
    assert HEYGEN.outcome(jobs[NEW_JOB], PLAIN) == JobFailed(reason="No face was found.")


def test_an_entry_that_cannot_be_read_does_not_hide_the_others() -> None:
    assert set(HEYGEN.read_jobs(recorded("statuses__broken_entry"))) == {JOB}


def test_an_empty_list_is_no_news() -> None:
    assert HEYGEN.read_jobs(recorded("statuses__none")) == {}


@pytest.mark.parametrize(
    "body", [None, 7, "text", {}, [], {"data": None}, {"data": {"id": 7}}, {"data": [{"id": 7}]}]
)
def test_a_body_of_unknown_shape_is_not_guessed_at(body: object) -> None:
    with pytest.raises(Unreadable):
        HEYGEN.read_jobs(answer(body))


@pytest.mark.parametrize("name", ["error__not_found", "v1_status__not_found"])
def test_a_read_of_a_job_that_is_not_there_says_so(name: str) -> None:
    with pytest.raises(JobGone):
        HEYGEN.read_jobs(recorded(name))


@pytest.mark.parametrize("name", ["delete__done", "delete__v1", "error__not_found"])
def test_what_is_deleted_or_gone_already_is_gone(name: str) -> None:
    assert HEYGEN.read_deleted(recorded(name), [JOB]) == Deleted(gone=frozenset({JOB}))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("balance__wallet", "12.5 USD"),
        ("balance__wallet_credits", "1 credit"),
        ("balance__subscription", "120.5 credits"),
        ("balance__subscription_number", "300 credits"),
        ("balance__usage", "412 credits"),
        ("balance__usage_money", "3.2 of 100 USD spent"),
        ("balance__quota", "10 credits"),
    ],
)
def test_the_balance_is_said_in_words(name: str, words: str) -> None:
    assert HEYGEN.read_balance(recorded(name)) == words


@pytest.mark.parametrize("said", [None, "", "many", True, [], {}, "NaN", "Infinity", 1e300])
def test_what_is_no_number_is_no_balance(said: object) -> None:
    with pytest.raises(Unreadable):
        HEYGEN.read_balance(answer({"data": {"wallet": {"remaining_balance": said}}}))


def test_a_missing_balance_is_not_zero() -> None:
    with pytest.raises(Unreadable):
        HEYGEN.read_balance(recorded("balance__missing"))


def test_looks_are_listed_with_the_page_that_follows() -> None:
    reply = recorded("looks__page")

    assert HEYGEN.read_list("avatars", reply) == [
        Choice(
            id="look_1",
            name="Ann in the office",
            detail="female, studio avatar",
            preview_url="https://files.example.com/a.png",
        ),
        Choice(id="look_2", name="look_2", detail="photo avatar"),
    ]
    assert HEYGEN.next_page(reply) == "page-2"
    assert HEYGEN.next_page(recorded("looks__last")) is None


def test_avatars_and_talking_photos_of_v2_are_told_apart_by_their_ids() -> None:
    assert OLD_HEYGEN.read_list("avatars", recorded("avatars__v2")) == [
        Choice(id="Ann_public", name="Ann", detail="female", preview_url="https://files.example.com/a.webp"),
        Choice(id="photo:tp_1", name="Ben on the beach", preview_url="https://files.example.com/b.webp"),
    ]


def test_voices_are_listed_with_their_language() -> None:
    assert HEYGEN.read_list("voices", recorded("voices__page")) == [
        Choice(
            id="voice_1",
            name="Clara",
            detail="English, female",
            preview_url="https://files.example.com/v.mp3",
        ),
        Choice(id="voice_2", name="Jonas", detail="German, male"),
    ]
    assert OLD_HEYGEN.read_list("voices", recorded("voices__v2")) == [
        Choice(id="voice_1", name="Clara", detail="English, Female")
    ]
    assert OLD_HEYGEN.read_list("voices", recorded("voices__v1")) == [
        Choice(id="voice_9", name="Olga", detail="Russian, Female")
    ]


def test_an_address_is_never_what_names_a_job() -> None:
    first, later = (
        HEYGEN.read_jobs(answer({"data": {"id": JOB, "status": "completed", "video_url": url}}))
        for url in (URL, URL.replace("abc", "def"))
    )

    assert set(first) == set(later) == {JobId(JOB)}
