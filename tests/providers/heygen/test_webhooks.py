"""What is taken from HeyGen's callbacks, and which of them may come in at all."""

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import WebhookRefused
from bot.providers.heygen import HeyGen
from bot.providers.heygen.webhooks import read_notice, signature
from bot.providers.provider import Notice
from tests.hunting import SEED, count
from tests.providers.heygen.wishes import HEYGEN, JOB, KEY, recorded

# The vector was made with two independent implementations of HMAC-SHA256.
SECRET = "sim-whsec-0123456789"
BODY = (
    b'{"event_type":"avatar_video.success","event_data":{"video_id":"sim0001",'
    b'"url":"https://files.sim.invalid/sim0001.mp4","gif_download_url":null,'
    b'"video_share_page_url":null,"folder_id":null,"callback_id":"job_42"}}'
)
SIGNATURE = "9d66316a73714cdd19ba6719061d7550a7e145fcb03c054d2349ebf98b8dfbb6"

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ACCOUNT = HeyGen("a-key", "v3", SECRET)
CHANGING = HeyGen("a-key", "v3", f"new-secret, {SECRET}")


def stamp(off: timedelta = timedelta()) -> str:
    return str(int((NOW + off).timestamp()))


def is_admitted(provider: HeyGen, headers: Mapping[str, str], body: bytes = BODY) -> bool:
    try:
        provider.admit_account(headers, body, now=NOW)
    except WebhookRefused as refused:
        return refused.status != 401
    return True


def test_the_vector_is_signed_as_it_should_be() -> None:
    assert len(BODY) == 211
    assert signature(SECRET, BODY) == SIGNATURE
    assert ACCOUNT.admit_account({"signature": SIGNATURE}, BODY, now=NOW).job == "sim0001"


@pytest.mark.parametrize(
    ("headers", "admitted"),
    [
        ({"signature": SIGNATURE}, True),
        ({"signature": SIGNATURE.upper()}, True),
        ({"signature": f" {SIGNATURE} "}, True),
        ({"heygen-signature": SIGNATURE, "heygen-timestamp": stamp()}, True),
        ({"heygen-signature": SIGNATURE, "heygen-timestamp": stamp(timedelta(seconds=-300))}, True),
        ({"heygen-signature": SIGNATURE, "heygen-timestamp": stamp(timedelta(seconds=300))}, True),
        ({"heygen-signature": SIGNATURE, "heygen-timestamp": stamp(timedelta(seconds=-301))}, False),
        ({"heygen-signature": SIGNATURE, "heygen-timestamp": stamp(timedelta(seconds=301))}, False),
        ({"signature": SIGNATURE, "heygen-timestamp": stamp(timedelta(seconds=301))}, False),
        ({"heygen-signature": SIGNATURE}, False),
        ({"heygen-signature": SIGNATURE, "heygen-timestamp": "now"}, False),
        ({"heygen-signature": SIGNATURE, "heygen-timestamp": "²" * 10}, False),
        ({"heygen-signature": SIGNATURE, "heygen-timestamp": "9" * 40}, False),
        ({"signature": ""}, False),
        ({"signature": SIGNATURE[:-1]}, False),
        ({"signature": "é" * 64}, False),
        ({"signature": f"sha256={SIGNATURE}"}, False),
        ({"signature": signature("another", BODY)}, False),
        ({"signature": signature("another", BODY), "heygen-timestamp": stamp()}, False),
        ({"heygen-signature": signature("another", BODY), "heygen-timestamp": stamp()}, False),
        ({"x-heygen-signature": SIGNATURE}, False),
        ({}, False),
    ],
)
def test_only_what_our_secret_signed_just_now_comes_in(headers: dict[str, str], admitted: bool) -> None:
    assert is_admitted(ACCOUNT, headers) is admitted


def test_while_the_secret_is_changed_the_old_and_the_new_one_count() -> None:
    assert is_admitted(CHANGING, {"signature": SIGNATURE})
    assert is_admitted(CHANGING, {"signature": signature("new-secret", BODY)})
    assert not is_admitted(CHANGING, {"signature": signature("older", BODY)})


def test_without_a_secret_nobody_comes_in() -> None:
    assert not is_admitted(HEYGEN, {"signature": SIGNATURE})
    assert not is_admitted(HEYGEN, {"signature": signature("", BODY)})


def test_mutated_deliveries_are_all_refused_alike() -> None:
    chance = random.Random(SEED)  # noqa: S311 - picks what is spoilt

    for _ in range(count(10_000)):
        body, signed = bytearray(BODY), bytearray(SIGNATURE.encode())
        spoilt = chance.choice((body, signed))
        place = chance.randrange(len(spoilt))
        was = spoilt[place]
        match chance.randrange(3):
            case 0:
                spoilt[place] ^= 1 << chance.randrange(7)
            case 1:
                del spoilt[place]
            case _:
                spoilt.insert(place, chance.randrange(128))
        spoken = signed.decode(errors="replace").strip().lower()
        if bytes(body) == BODY and spoken == SIGNATURE:
            continue
        assert not is_admitted(ACCOUNT, {"signature": signed.decode()}, bytes(body)), (place, was)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("webhook__success", KEY),
        ("webhook__real", None),
        ("webhook__v3_success", KEY),
        ("webhook__fail", None),
        ("webhook__v3_fail", KEY),
        ("webhook__skills", None),
        ("webhook__data", KEY),
        ("webhook__event", None),
    ],
)
def test_a_delivery_names_its_job_and_our_key(name: str, key: str | None) -> None:
    body = recorded(name).body

    notice = read_notice({}, body)

    assert (notice.job, notice.key) == (JOB, key)
    assert HEYGEN.hinted_job({}, body) == JOB


@pytest.mark.parametrize("name", ["webhook__gif", "webhook__batch"])
def test_events_of_other_types_are_taken_and_mean_nothing(name: str) -> None:
    notice = read_notice({}, recorded(name).body)

    assert (notice.job, notice.key) == (None, None)


def test_a_repetition_is_known_by_its_event() -> None:
    told = recorded("webhook__v3_success").body

    assert read_notice({"heygen-event-id": "evt_9"}, told).event == "evt_9"
    assert read_notice({}, told).event == "evt_1"
    assert read_notice({}, BODY).event == read_notice({}, BODY).event != read_notice({}, BODY + b" ").event


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b'{"event_data": null}',
        b'{"event_data": {"video_id": 7}}',
        b'{"event_data": {"video_id": "../x"}}',
        b'{"event_data": {"video_id": "a\\u0000"}, "event_type": ["x"]}',
    ],
)
def test_a_delivery_that_names_nothing_is_no_hint(body: bytes) -> None:
    assert HEYGEN.hinted_job({}, body) is None


def test_a_signed_delivery_of_nonsense_is_quietly_nothing() -> None:
    body = json.dumps(["nonsense"]).encode()

    notice = ACCOUNT.admit_account({"signature": signature(SECRET, body)}, body, now=NOW)

    assert notice == Notice(job=None, key=None, event=notice.event)
