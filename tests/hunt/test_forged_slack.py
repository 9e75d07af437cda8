"""Requests that only pretend to come from Slack: 401, one task at most, and never an error of ours.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hmac
import json
import secrets
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from bot.sandbox.config import SIGNING_SECRET
from tests.hunt.serving import Answer, Serving
from tests.hunting import SEED, count
from tests.stories.stage import ANN, LAUNCH, spoken

EVENTS = "/slack/events"
FORM = "application/x-www-form-urlencoded"
LATE = 301

HEADER_TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=80).map(str.strip)
TIMESTAMPS = st.one_of(
    HEADER_TEXT,
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["", "0", "-1", "1e9", "NaN", "inf", "0x10", "\uff11", "9" * 400, "²", "1_000", " 1 "]),
)

KINDS = st.one_of(
    st.sampled_from(
        [FORM, "application/json", "text/plain", "multipart/form-data", f"{FORM}; charset=x-none"]
    ),
    HEADER_TEXT,
)
BODIES = st.one_of(
    st.binary(max_size=400),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
        max_leaves=10,
    ).map(lambda value: json.dumps(value).encode()),
)


def signature(body: bytes, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    spoken_of = b"v0:" + timestamp.encode("latin-1", "replace") + b":" + body
    return "v0=" + hmac.new(secret.encode(), spoken_of, "sha256").hexdigest()


def signed(body: bytes, *, timestamp: str = "", kind: str = FORM) -> dict[str, str]:
    when = timestamp or str(int(time.time()))
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": when,
        "X-Slack-Signature": signature(body, when),
    }


def command(text: str, **more: str) -> bytes:
    fields = {
        "command": "/greenlight",
        "text": text,
        "team_id": "T0GREEN001",
        "channel_id": LAUNCH,
        "channel_name": "spring-launch",
        "user_id": ANN,
        "user_name": "ann",
        "trigger_id": f"1.2.{secrets.token_hex(8)}",
        "response_url": "http://127.0.0.1:1/hooks/commands/T0GREEN001/x",
        "api_app_id": "A0GREEN001",
        "token": "gone",
    }
    return urlencode({**fields, **more}).encode()


def send(served: Serving, body: bytes, headers: Mapping[str, str]) -> Answer:
    usable = {name: value.encode("latin-1", "replace").decode("latin-1") for name, value in headers.items()}
    return served.ask("POST", EVENTS, body, usable)


def test_what_is_signed_well_is_heard(served: Serving) -> None:
    body = command("help")

    assert send(served, body, signed(body)).status == 200


@pytest.mark.parametrize("off", [LATE, -LATE, 10**6, -(10**9)])
def test_a_signature_from_another_time_is_refused(served: Serving, off: int) -> None:
    body = command("help")

    assert send(served, body, signed(body, timestamp=str(int(time.time()) - off))).status == 401


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp", "both"])
def test_without_its_headers_a_request_is_refused(served: Serving, missing: str) -> None:
    body = command("help")
    kept = {name: value for name, value in signed(body).items() if name != missing}
    if missing == "both":
        kept = {"Content-Type": FORM}

    assert send(served, body, kept).status == 401


@seed(SEED)
@settings(max_examples=count(300), deadline=None)
@given(timestamp=TIMESTAMPS)
def test_a_timestamp_that_is_no_time_of_now_is_refused_however_well_signed(
    served: Serving, timestamp: str
) -> None:
    body = command("help")
    headers = signed(body)
    headers["X-Slack-Request-Timestamp"] = timestamp
    headers["X-Slack-Signature"] = signature(body, timestamp)

    assert send(served, body, headers).status == 401


@seed(SEED)
@settings(max_examples=count(300), deadline=None)
@given(wrong=st.one_of(HEADER_TEXT, st.binary(min_size=32, max_size=32).map(lambda raw: f"v0={raw.hex()}")))
def test_a_wrong_signature_is_refused(served: Serving, wrong: str) -> None:
    body = command("help")

    assert send(served, body, {**signed(body), "X-Slack-Signature": wrong}).status == 401


@seed(SEED)
@settings(max_examples=count(200), deadline=None)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_bit_of_a_signed_body_changed_is_refused(served: Serving, place: int, bit: int) -> None:
    body = command("help")
    changed = bytearray(body)
    changed[place % len(body)] ^= 1 << bit

    assert send(served, bytes(changed), signed(body)).status == 401


@seed(SEED)
@settings(max_examples=count(1_000), deadline=None)
@given(body=BODIES, kind=KINDS, wrapped=st.booleans(), signature=HEADER_TEXT)
def test_whatever_is_not_signed_is_refused_before_anybody_stumbles_over_it(
    served: Serving, body: bytes, kind: str, signature: str, *, wrapped: bool
) -> None:
    sent = b"payload=" + body if wrapped else body

    answer = send(served, sent, {**signed(sent, kind=kind), "X-Slack-Signature": signature})

    assert answer.status == 401


def test_a_body_nested_too_deep_is_refused(served: Serving) -> None:
    for body in (b"[" * 100_000, b'{"a":' * 50_000, b"payload=" + b"[" * 100_000):
        headers = {**signed(body, kind="application/json"), "X-Slack-Signature": "v0=0"}
        assert send(served, body, headers).status == 401


@seed(SEED)
@settings(max_examples=count(300), deadline=None)
@given(body=BODIES, kind=KINDS, wrapped=st.booleans())
def test_garbage_that_is_signed_well_is_survived(
    served: Serving, body: bytes, kind: str, *, wrapped: bool
) -> None:
    sent = b"payload=" + body if wrapped else body

    send(served, sent, signed(sent, kind=kind))

    assert served.ask("GET", "/healthz").status == 200


@seed(SEED)
@settings(max_examples=count(300), deadline=None)
@given(data=st.data())
def test_requests_with_parts_missing_or_of_another_shape_are_survived(
    served: Serving, data: st.DataObject
) -> None:
    spoilt = json.loads(json.dumps(data.draw(st.sampled_from(PAYLOADS))))
    for _ in range(data.draw(st.integers(1, 3))):
        _spoil(spoilt, data)
    body = urlencode({"payload": json.dumps(spoilt)}).encode()

    send(served, body, signed(body))

    assert served.ask("GET", "/healthz").status == 200


def test_the_same_signed_command_again_and_again_is_one_task(served: Serving) -> None:
    url = f"http://127.0.0.1:{served.sandbox_port}/samples/mug.jpg"
    body = command(f"{url} replayed", command="/product-image")
    headers = signed(body)

    answers = [send(served, body, headers).status for _ in range(5)]
    served.until(lambda: _roots(served, "replayed"), what="the order's root")

    assert answers == [200] * 5
    served.until(lambda: _charged(served, url), what="the paid job")
    assert len(_charged(served, url)) == 1
    assert len(_roots(served, "replayed")) == 1


def test_after_all_this_the_bot_is_well(served: Serving) -> None:
    assert served.ask("GET", "/readyz").status == 200
    assert served.order()["ok"]


PAYLOADS = (
    {
        "type": "block_actions",
        "team": {"id": "T0GREEN001"},
        "user": {"id": ANN, "team_id": "T0GREEN001"},
        "channel": {"id": LAUNCH},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": LAUNCH, "thread_ts": "1.1"},
        "message": {"ts": "1.2", "thread_ts": "1.1"},
        "trigger_id": "1.2.3",
        "response_url": "http://127.0.0.1:1/x",
        "actions": [
            {
                "type": "button",
                "action_id": "approve",
                "block_id": "review",
                "value": "GL-7K3Q:1",
                "action_ts": "9",
            }
        ],
    },
    {
        "type": "view_submission",
        "team": {"id": "T0GREEN001"},
        "user": {"id": ANN, "team_id": "T0GREEN001"},
        "view": {
            "id": "V1",
            "hash": "1.a",
            "callback_id": "product_image",
            "private_metadata": "{}",
            "state": {"values": {"product_url": {"product_url": {"type": "plain_text_input", "value": "x"}}}},
        },
    },
    {
        "type": "block_suggestion",
        "team": {"id": "T0GREEN001"},
        "user": {"id": ANN},
        "action_id": "avatar",
        "block_id": "avatar",
        "value": "a",
        "view": {"id": "V1"},
    },
    {
        "type": "shortcut",
        "team": {"id": "T0GREEN001"},
        "user": {"id": ANN},
        "callback_id": "new_generation",
        "trigger_id": "1.2.3",
        "action_ts": "9",
    },
)


def _spoil(node: object, data: st.DataObject) -> None:
    """Take something away, or put something else in its place, somewhere in the tree."""
    while True:
        keys = (
            list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        )
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inner = node[key]  # type: ignore[index]  # key fits its node
        if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            node = inner
            continue
        if isinstance(node, dict) and data.draw(st.booleans()):
            del node[key]
        else:
            node[key] = data.draw(st.sampled_from([None, "", 0, [], {}, "x" * 5_000, True, [{}], "\ud800"]))  # type: ignore[index]  # as above
        return


def _roots(served: Serving, words: str) -> list[str]:
    said = [spoken(message) for message in served.messages()]
    return [text for text in said if words in text and "GL-" in text]


def _charged(served: Serving, url: str) -> list[object]:
    return [job for job in served.ledger()["creatify"]["jobs"] if job["billed"] and job["product_url"] == url]
