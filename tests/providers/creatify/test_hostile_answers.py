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
from bot.providers.creatify import Creatify
from bot.providers.creatify.replies import Record, describe_error
from bot.providers.provider import Lost, Reply
from tests.providers.recordings import FOLDER, HOOK, JOB, wish

CREATIFY = Creatify("an-id", "a-key")
CALLS = ("gen_image", "gen_video", "regen_image", "regen_video")

KEYS = st.sampled_from(
    [
        *Record.model_fields,
        "results",
        "next",
        "detail",
        "message",
        "error",
        "loc",
        "remaining_credits",
        "is_active",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(
        [JOB, HOOK, "failed", "image_generated", "video_generated", "0001-01-01T00:00:00+23:59"]
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)
BODIES = st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode())
REPLIES = st.builds(
    Reply,
    status=st.sampled_from([200, 200, 200, 201, 204, 301, 400, 401, 402, 403, 404, 422, 429, 500, 503]),
    headers=st.dictionaries(st.sampled_from(["retry-after", "date", "content-type"]), st.text(max_size=30)),
    body=BODIES,
)


def read_by_all(reply: Reply) -> list[Callable[[], object]]:
    """Every way there is to read an answer."""
    lost = [
        Lost(
            generation=wish(call),
            request=CREATIFY.submit(wish(call), webhook_url=hook),
            sent_at=datetime(2026, 11, 21, 10, tzinfo=UTC),
            token_sha256=None,
        )
        for call in CALLS
        for hook in (HOOK, None)
    ]
    return [
        *(partial(CREATIFY.read_submitted, reply, wish(call)) for call in CALLS),
        *(partial(CREATIFY.read_found, reply, one, claimed=frozenset()) for one in lost),
        lambda: [CREATIFY.outcome(job, wish()) for job in CREATIFY.read_jobs(reply).values()],
        partial(CREATIFY.read_balance, reply),
        partial(CREATIFY.read_list, "avatars", reply),
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

    assert all(error.provider == "creatify" and len(error.message) <= 300 for error in errors)


@given(REPLIES)
def test_an_order_is_only_accepted_with_a_success(reply: Reply) -> None:
    try:
        accepted = CREATIFY.read_submitted(reply, wish())
    except ProviderError:
        return
    assert isinstance(accepted, JobAccepted)
    assert 200 <= reply.status < 300


@given(REPLIES)
def test_what_a_person_reads_is_one_short_line_and_never_raw_json(reply: Reply) -> None:
    words = describe_error(reply)

    assert len(words) <= 300
    assert "\n" not in words
    assert not words.startswith(("{", '["', "[{", "[["))


@given(st.binary(max_size=200) | BODIES)
def test_no_callback_raises(body: bytes) -> None:
    assert CREATIFY.hinted_job({}, body) is None or b"id" in body


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel"])
def test_what_cannot_be_a_key_stops_the_start(key: str) -> None:
    with pytest.raises(SettingsError, match="CREATIFY_API_KEY"):
        Creatify("an-id", key)
    with pytest.raises(SettingsError, match="CREATIFY_API_ID"):
        Creatify(key, "a-key")


def test_every_recording_is_read_by_some_test_and_names_its_source() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    files = sorted((FOLDER / "creatify").glob("*.json"))

    assert files
    for path in files:
        call, _, case = path.stem.partition("__")
        assert f'"{path.stem}"' in tests or (case == "accepted" and f'"{call}"' in tests), path.name
        assert json.loads(path.read_text())["source"].startswith("https://")
