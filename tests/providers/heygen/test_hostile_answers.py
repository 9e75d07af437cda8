"""Whatever comes back, only the error tree comes out; and every recording is read by some test."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events import JobAccepted
from bot.errors import ProviderError, SettingsError
from bot.providers.heygen import HeyGen
from bot.providers.heygen.refusals import hear
from bot.providers.heygen.replies import Record
from bot.providers.provider import Lost, Reply
from tests.providers.heygen.wishes import HEYGEN, HOOK, JOB, URL, recorded, wish
from tests.providers.recordings import FOLDER

KEYS = st.sampled_from(
    [
        *Record.model_fields,
        *("data", "error", "code", "message", "msg", "param", "video_id", "video_url", "voice_id", "avatars"),
        *("voices", "wallet", "remaining_balance", "subscription", "credits", "remaining_quota", "has_more"),
        *("next_token", "event_type", "event_data"),
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from([JOB, HOOK, URL, "failed", "completed", "avatar_video.success", "100"])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)
BODIES = st.binary(max_size=60) | (VALUES | VALUES.map(lambda value: {"data": value})).map(
    lambda value: json.dumps(value).encode()
)
REPLIES = st.builds(
    Reply,
    status=st.sampled_from([200, 200, 200, 201, 204, 301, 400, 401, 402, 403, 404, 409, 422, 429, 500, 503]),
    headers=st.dictionaries(st.sampled_from(["retry-after", "date", "content-type"]), st.text(max_size=30)),
    body=BODIES,
)


def read_by_all(reply: Reply) -> list[Callable[[], object]]:
    """Every way there is to read an answer."""
    lost = Lost(
        generation=wish(),
        request=HEYGEN.submit(wish(), webhook_url=HOOK),
        sent_at=datetime(2026, 11, 21, 10, tzinfo=UTC),
        token_sha256=None,
    )
    return [
        partial(HEYGEN.read_submitted, reply, wish()),
        partial(HEYGEN.read_found, reply, lost, claimed=frozenset()),
        lambda: [HEYGEN.outcome(job, wish()) for job in HEYGEN.read_jobs(reply).values()],
        partial(HEYGEN.read_deleted, reply, [JOB]),
        partial(HEYGEN.read_balance, reply),
        partial(HEYGEN.read_list, "avatars", reply),
        partial(HEYGEN.read_list, "voices", reply),
        partial(HEYGEN.next_page, reply),
    ]


def error_of(read: Callable[[], object]) -> ProviderError | None:
    try:
        read()
    except ProviderError as error:
        return error
    return None


@given(REPLIES)
def test_no_answer_raises_anything_but_what_a_provider_may(reply: Reply) -> None:
    errors = [error for read in read_by_all(reply) if (error := error_of(read)) is not None]

    assert all(error.provider == "heygen" and len(error.message) <= 300 for error in errors)


@given(REPLIES)
def test_an_order_is_only_accepted_with_a_success(reply: Reply) -> None:
    try:
        accepted = HEYGEN.read_submitted(reply, wish())
    except ProviderError:
        return
    assert isinstance(accepted, JobAccepted)
    assert 200 <= reply.status < 300


@given(REPLIES)
def test_what_a_person_reads_is_one_short_line_and_never_raw_json(reply: Reply) -> None:
    words = hear(reply).words

    assert len(words) <= 300
    assert "\n" not in words
    assert not words.startswith(("{", "["))


@given(st.binary(max_size=200) | BODIES)
def test_no_callback_raises(body: bytes) -> None:
    assert HEYGEN.hinted_job({}, body) is None or b"video_id" in body


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel"])
def test_what_cannot_be_a_key_stops_the_start(key: str) -> None:
    with pytest.raises(SettingsError, match="HEYGEN_API_KEY"):
        HeyGen(key)


def test_an_unknown_release_or_a_broken_secret_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="HEYGEN_API_VERSION"):
        HeyGen("a-key", "v2")
    with pytest.raises(SettingsError, match="HEYGEN_WEBHOOK_SECRET"):
        HeyGen("a-key", "", "two words")
    assert HeyGen("a-key", "").can == HEYGEN.can


def test_every_recording_is_read_by_some_test_and_names_its_source() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    files = sorted((FOLDER / "heygen").glob("*.json"))

    assert files
    for path in files:
        assert f'"{path.stem}"' in tests, path.name
        assert json.loads(path.read_text())["source"].startswith("https://")
        assert recorded(path.stem).status
