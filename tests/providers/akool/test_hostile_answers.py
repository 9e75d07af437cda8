"""Whatever comes back, only the error tree comes out; and every recording is read by some test."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events import JobAccepted
from bot.errors import ProviderError, WebhookRefused
from bot.providers.akool.refusals import CODES
from bot.providers.akool.replies import read_token
from bot.providers.provider import Reply
from tests.providers.akool.examples import AKOOL, FILM, HOOK, JOB, film, sound
from tests.providers.recordings import FOLDER

KEYS = st.sampled_from(
    [
        *("code", "msg", "data", "result", "token", "credit", "message", "error", "successIds"),
        *("noPermissionItems", "_id", "status", "video_url", "webhookUrl", "deduction_credit"),
        *("effect_code", "name", "logo", "count", "signature", "dataEncrypt", "timestamp", "nonce"),
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from([JOB, HOOK, FILM, 1000, *CODES])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)
YES = VALUES.map(lambda data: {"code": 1000, "msg": "OK", "data": data})
BODIES = st.binary(max_size=60) | (VALUES | YES).map(lambda value: json.dumps(value).encode())
REPLIES = st.builds(
    Reply,
    status=st.sampled_from([200, 200, 200, 201, 204, 301, 400, 401, 402, 403, 404, 422, 429, 500, 503]),
    headers=st.dictionaries(st.sampled_from(["retry-after", "date", "content-type"]), st.text(max_size=30)),
    body=BODIES,
)


def read_by_all(reply: Reply) -> list[Callable[[], object]]:
    """Every way there is to read an answer."""
    return [
        partial(AKOOL.read_submitted, reply, film()),
        partial(AKOOL.read_submitted, reply, sound()),
        lambda: [AKOOL.outcome(job, film()) for job in AKOOL.read_jobs(reply).values()],
        partial(AKOOL.read_deleted, reply),
        partial(AKOOL.read_list, "effects", reply),
        partial(AKOOL.read_balance, reply),
        partial(read_token, reply),
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

    assert all(error.provider == "akool" and len(error.message) <= 300 for error in errors)


@given(REPLIES)
def test_an_order_is_only_accepted_with_a_success(reply: Reply) -> None:
    try:
        accepted = AKOOL.read_submitted(reply, film())
    except ProviderError:
        return
    assert isinstance(accepted, JobAccepted)
    assert 200 <= reply.status < 300
    assert json.loads(reply.body)["code"] == 1000


@given(REPLIES)
def test_what_a_person_reads_is_one_short_line_and_never_raw_json(reply: Reply) -> None:
    error = error_of(partial(AKOOL.read_submitted, reply, film()))

    words = error.message if error else ""
    assert "\n" not in words
    assert not words.startswith(("{", '["', "[{", "[["))


@given(BODIES)
def test_no_callback_raises_anything_but_its_refusal(body: bytes) -> None:
    assert AKOOL.hinted_job({}, body) is None
    with pytest.raises(WebhookRefused):
        AKOOL.admit({}, body)


def test_every_recording_is_read_by_some_test_and_names_its_source() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    files = sorted((FOLDER / "akool").glob("*.json"))

    assert files
    for path in files:
        call, _, case = path.stem.partition("__")
        is_named = f'"{path.stem}"' in tests or (call == "job" and f'"{case}"' in tests)
        assert is_named, path.name
        assert json.loads(path.read_text())["source"].startswith("https://")
