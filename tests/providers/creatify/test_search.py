"""Which job is the lost one: found for sure, surely not there, or a person's to decide."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from bot.domain.generation import JobId
from bot.errors import JobGone, KeysRefused, OutcomeUnknown, Unreadable
from bot.providers.creatify import Creatify
from bot.providers.provider import Lost, Request, Search
from tests.providers.recordings import GIVEN, HOOK, JOB, NEW_JOB, PHOTO, TOKEN, answer, recorded, wish

CREATIFY = Creatify("an-id", "a-key")
SENT_AT = datetime(2026, 11, 21, 10, 0, 0, 400_000, tzinfo=UTC)
NOBODY: frozenset[JobId] = frozenset()


def lost(call: str = "gen_image", *, hook: str | None = HOOK, **inputs: Any) -> Lost:
    generation = wish(call, **inputs)
    return Lost(
        generation=generation,
        request=CREATIFY.submit(generation, webhook_url=hook),
        sent_at=SENT_AT,
        token_sha256=sha256(TOKEN.encode()).hexdigest() if hook else None,
    )


def record(**differing: Any) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(recorded("job__initializing").body)
    return {**kept, "webhook_url": None, **differing}


def found(lost_one: Lost, *records: dict[str, Any], claimed: frozenset[JobId] = NOBODY) -> JobId | Search:
    return CREATIFY.read_found(answer(list(records)), lost_one, claimed=claimed)


def test_a_lost_video_is_looked_for_at_its_own_job_and_all_else_in_the_whole_list() -> None:
    assert CREATIFY.look_for(lost("gen_video")) == CREATIFY.read([JOB])
    for call in ("gen_image", "regen_image", "regen_video"):
        assert CREATIFY.look_for(lost(call)) == Request(method="GET", path="/api/product_to_videos/")


def test_the_job_with_our_token_is_ours() -> None:
    reply = recorded("list__with_the_lost_job")

    assert CREATIFY.read_found(reply, lost(), claimed=NOBODY) == JOB


def test_without_our_token_the_likest_job_belongs_to_somebody_else() -> None:
    reply = recorded("list__without_the_lost_job")

    assert CREATIFY.read_found(reply, lost(), claimed=NOBODY) is Search.NOT_FOUND


@pytest.mark.parametrize(
    "name", ["list__cut", "list__unreadable_entry", "list__first_page", "gen_image__html", "error__silent"]
)
def test_a_list_that_is_not_whole_is_no_answer(name: str) -> None:
    reply = replace(recorded(name), status=200)

    with pytest.raises(Unreadable):
        CREATIFY.read_found(reply, lost(), claimed=NOBODY)


def test_our_token_on_the_first_page_is_enough() -> None:
    page = {"next": "https://api.creatify.ai/?page=2", "results": [record(webhook_url=HOOK)]}

    assert CREATIFY.read_found(answer(page), lost(), claimed=NOBODY) == JOB


def test_a_likeness_on_the_first_page_is_not_enough() -> None:
    page = {"next": "https://api.creatify.ai/?page=2", "results": [record()]}

    with pytest.raises(Unreadable):
        CREATIFY.read_found(answer(page), lost(hook=None), claimed=NOBODY)


def test_a_refused_look_is_no_answer() -> None:
    with pytest.raises(KeysRefused):
        CREATIFY.read_found(recorded("error__keys"), lost(), claimed=NOBODY)
    with pytest.raises(OutcomeUnknown):
        CREATIFY.read_found(recorded("error__server"), lost(), claimed=NOBODY)


def test_of_two_jobs_with_our_token_the_older_is_taken() -> None:
    older = record(id=NEW_JOB, webhook_url=HOOK, created_at="2026-11-21T10:00:00Z")

    assert found(lost(), record(webhook_url=HOOK), older) == NEW_JOB
    assert found(lost(), record(webhook_url=HOOK), older, claimed=frozenset({NEW_JOB})) == JOB


def test_our_token_on_a_job_of_another_task_is_for_a_person() -> None:
    assert found(lost(), record(webhook_url=HOOK), claimed=frozenset({JOB})) is Search.AMBIGUOUS


def test_what_counts_is_the_token_that_was_sent_not_the_one_we_would_send_today() -> None:
    sent_without = replace(lost(hook=None), token_sha256=sha256(TOKEN.encode()).hexdigest())
    sent_with = replace(lost(), token_sha256=None)

    assert found(sent_without, record()) == JOB
    assert found(sent_with, record(webhook_url=f"{HOOK}x")) is Search.NOT_FOUND
    assert found(sent_with, record(webhook_url=HOOK)) == JOB


def test_a_likeness_that_names_no_address_may_be_ours_and_is_for_a_person() -> None:
    assert found(lost(), record(webhook_url=None)) is Search.AMBIGUOUS
    assert found(lost(), record(webhook_url=None, image_prompt="another")) is Search.NOT_FOUND


def test_a_time_without_a_zone_is_taken_for_utc_and_doubted_when_it_says_before() -> None:
    sent = lost(hook=None).sent_at
    hours_before = (sent - timedelta(hours=8)).replace(tzinfo=None).isoformat()

    assert found(lost(hook=None), record(created_at=sent.replace(tzinfo=None).isoformat())) == JOB
    assert found(lost(hook=None), record(created_at=hours_before)) is Search.AMBIGUOUS
    days_before = (sent - timedelta(days=2)).replace(tzinfo=None).isoformat()
    assert found(lost(hook=None), record(created_at=days_before)) is Search.NOT_FOUND


def test_our_token_is_enough_whatever_else_in_the_list_cannot_be_read() -> None:
    assert found(lost(), {"id": None}, record(webhook_url=HOOK)) == JOB
    with pytest.raises(Unreadable):
        found(lost(), {"id": None})


def test_an_id_is_known_in_any_spelling() -> None:
    owned = frozenset({JobId(JOB.replace("-", "").upper())})

    assert found(lost(hook=None), record(), claimed=owned) is Search.NOT_FOUND


def test_without_a_token_the_only_likeness_is_ours() -> None:
    assert (
        found(lost(hook=None), record(), record(id=NEW_JOB, product_url="https://other.example.com/")) == JOB
    )


def test_without_a_token_two_likenesses_are_for_a_person() -> None:
    assert found(lost(hook=None), record(), record(id=NEW_JOB)) is Search.AMBIGUOUS


def test_a_job_that_a_task_owns_is_not_the_lost_one() -> None:
    claimed = frozenset({NEW_JOB})

    assert found(lost(hook=None), record(), record(id=NEW_JOB), claimed=claimed) == JOB
    assert found(lost(hook=None), record(id=NEW_JOB), claimed=claimed) is Search.NOT_FOUND


@pytest.mark.parametrize(
    "differing",
    [
        {"product_url": "https://img.example.com/hat.jpg"},
        {"type": "product_avatar"},
        {"aspect_ratio": "9x16"},
        {"image_prompt": "another"},
        {"image_prompt": None},
        {"regen_type": "regen_image", "regen_source_id": NEW_JOB},
        {"created_at": "2026-11-21T09:59:54.999Z"},
        {"created_at": "2026-11-21T01:59:54.999999-08:00"},
    ],
)
def test_any_difference_makes_it_another_job(differing: dict[str, Any]) -> None:
    assert found(lost(hook=None), record(**differing)) is Search.NOT_FOUND


@pytest.mark.parametrize(
    "same",
    [
        {"image_prompt": " clean  background with natural shadows\n"},
        {"created_at": "2026-11-21T09:59:55Z"},
        {"created_at": "2026-11-21T01:59:55.000000-08:00"},
        {"created_at": "2026-11-21T10:00:03"},
        {"status": "image_generated", "generated_photo_url": PHOTO},
        {"regen_type": "none"},
    ],
)
def test_some_differences_are_none(same: dict[str, Any]) -> None:
    assert found(lost(hook=None), record(**same)) == JOB


@pytest.mark.parametrize("when", ["", None, "yesterday", "2026-13-01T00:00:00Z", 1_700_000_000])
def test_a_likeness_whose_age_cannot_be_read_is_for_a_person(when: object) -> None:
    assert found(lost(hook=None), record(created_at=when)) is Search.AMBIGUOUS


def test_what_was_not_sent_has_creatifys_defaults() -> None:
    bare = lost(hook=None, product_url=GIVEN["product_url"])

    assert found(bare, record(image_prompt="", aspect_ratio="16x9")) == JOB
    assert found(bare, record(image_prompt=None, aspect_ratio="1x1")) is Search.NOT_FOUND


@pytest.mark.parametrize(
    ("call", "differing", "expected"),
    [
        ("regen_image", {"image_prompt": "warm"}, NEW_JOB),
        ("regen_image", {"image_prompt": "warm", "regen_source_id": JOB.replace("-", "")}, NEW_JOB),
        ("regen_image", {"image_prompt": "cold"}, Search.NOT_FOUND),
        ("regen_image", {"image_prompt": "warm", "regen_type": "regen_video"}, Search.NOT_FOUND),
        ("regen_image", {"image_prompt": "warm", "regen_source_id": ""}, Search.NOT_FOUND),
        ("regen_image", {"image_prompt": "warm", "product_url": "https://x.example.com"}, Search.NOT_FOUND),
        ("regen_video", {"video_prompt": "warm", "regen_type": "regen_video"}, NEW_JOB),
        ("regen_video", {"video_prompt": "warm", "regen_type": "a_word_nobody_wrote_down"}, NEW_JOB),
        ("regen_video", {"video_prompt": "warm", "regen_type": "regen_image"}, Search.NOT_FOUND),
    ],
)
def test_a_regeneration_is_known_by_where_it_came_from(
    call: str, differing: dict[str, Any], expected: JobId | Search
) -> None:
    made = {"id": NEW_JOB, "regen_type": "regen_image", "regen_source_id": JOB, **differing}

    assert found(lost(call, hook=None, **{**GIVEN, "prompt": "warm"}), record(**made)) == expected


def test_a_regeneration_without_a_prompt_may_have_taken_over_the_old_one() -> None:
    made = record(id=NEW_JOB, regen_type="regen_image", regen_source_id=JOB)

    assert found(lost("regen_image", hook=None, prompt=""), made) == NEW_JOB


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("job__video_generating", JOB),
        ("job__video_generated", JOB),
        ("job__failed_after_image", JOB),
        ("job__image_generated", Search.NOT_FOUND),
        ("job__image_generating", Search.NOT_FOUND),
        ("job__initializing", Search.NOT_FOUND),
    ],
)
def test_a_lost_video_is_known_by_its_jobs_status(name: str, expected: JobId | Search) -> None:
    assert CREATIFY.read_found(recorded(name), lost("gen_video"), claimed=frozenset({JOB})) == expected


def test_a_failure_from_before_the_video_was_ordered_is_not_its_own() -> None:
    old = record(status="failed", updated_at="2026-11-21T09:00:00Z")

    assert CREATIFY.read_found(answer(old), lost("gen_video"), claimed=NOBODY) is Search.NOT_FOUND


@pytest.mark.parametrize(
    "body", [{"id": JOB, "status": "in_queue"}, {"id": NEW_JOB, "status": "video_generated"}, []]
)
def test_a_lost_video_is_not_guessed_at(body: object) -> None:
    with pytest.raises(Unreadable):
        CREATIFY.read_found(answer(body), lost("gen_video"), claimed=NOBODY)


def test_a_lost_video_of_a_job_that_is_gone_says_so() -> None:
    with pytest.raises(JobGone):
        CREATIFY.read_found(recorded("error__not_found"), lost("gen_video"), claimed=NOBODY)


def test_the_window_reaches_five_seconds_back_and_no_further() -> None:
    edge = (SENT_AT - timedelta(seconds=5)).replace(microsecond=0)

    assert found(lost(hook=None), record(created_at=edge.isoformat())) == JOB
    before = edge - timedelta(microseconds=1)
    assert found(lost(hook=None), record(created_at=before.isoformat())) is Search.NOT_FOUND
