"""What the logs say, and what they must never say."""

import ast
import io
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import DEBUG_FIELDS, FIELDS, LONGEST_TRACEBACK, LONGEST_VALUE, NOISY, configure_logs, get_logger
from bot.redaction import GONE, redact

HERE = Path(__file__).parent.parent
TOKEN = "A1b2-C3d4_E5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1v"


@contextmanager
def _restored() -> Iterator[None]:
    """Everything is put back at the end: the logs are set up for a whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in NOISY}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Where the logs go in this test."""
    with _restored():
        yield io.StringIO()


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_has_its_event_level_time_and_fields(written: io.StringIO) -> None:
    configure_logs(json=True, stream=written)

    get_logger().info("gave up", task="GL-7K3Q", effect="PostResult")

    (line,) = lines(written)
    assert (line["event"], line["level"], line["task"]) == ("gave up", "info", "GL-7K3Q")
    assert line["timestamp"].endswith("Z")


def test_a_field_that_is_not_allowed_is_dropped(written: io.StringIO) -> None:
    configure_logs(json=True, stream=written)

    get_logger().info("ready", url="http://127.0.0.1:1", body="what a user wrote", headers={"a": "b"})

    (line,) = lines(written)
    assert set(line) == {"event", "level", "timestamp", "url"}


def test_prompts_are_in_debug_lines_only(written: io.StringIO) -> None:
    configure_logs(json=True, level="DEBUG", stream=written)

    get_logger().info("requested", prompt="a red shoe")
    get_logger().debug("requested", prompt="a red shoe")

    at_info, at_debug = lines(written)
    assert "prompt" not in at_info
    assert at_debug["prompt"] == "a red shoe"


def test_a_logger_made_before_the_logs_were_configured_follows_the_level(written: io.StringIO) -> None:
    log = get_logger()
    configure_logs(json=True, level="WARNING", stream=written)

    log.info("quiet")
    log.warning("loud")

    assert [line["event"] for line in lines(written)] == ["loud"]


@pytest.mark.parametrize("name", ["slack_sdk.web.async_client", "aiohttp.access", "httpx", "slack_bolt"])
def test_libraries_are_heard_from_warning_up_and_redacted(written: io.StringIO, name: str) -> None:
    configure_logs(json=True, level="DEBUG", stream=written)

    logging.getLogger(name).info("POST https://slack.com/api/chat.postMessage")
    logging.getLogger(name).warning("sent %s", {"Authorization": "Bearer xoxb-1-canary"})

    (line,) = lines(written)
    assert line["logger"] == name
    assert "canary" not in line["event"]


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_is_kept_without_the_secrets_in_it(written: io.StringIO, *, as_json: bool) -> None:
    configure_logs(json=as_json, stream=written)
    hidden = "xoxb-1-" + "canary"

    try:
        int(f"refused {hidden}")
    except ValueError:
        get_logger().exception("effect broke", effect="SubmitJob")

    text = written.getvalue()
    assert "refused [redacted]" in text
    assert hidden not in text


def test_a_long_traceback_keeps_its_end(written: io.StringIO) -> None:
    configure_logs(json=True, stream=written)

    try:
        int("line\n" * 30_000)
    except ValueError as error:
        error.add_note("and this is the end")
        get_logger().exception("effect broke")

    (line,) = lines(written)
    assert len(line["exception"]) <= LONGEST_TRACEBACK + 10
    assert line["exception"].endswith("and this is the end")


def test_half_a_surrogate_pair_is_written_visibly() -> None:
    kept = io.BytesIO()
    with _restored(), io.TextIOWrapper(kept, encoding="utf-8", write_through=True) as stream:
        configure_logs(json=True, stream=stream)
        get_logger().warning("failed", error="\ud83d")
        text = kept.getvalue()

    assert b"ud83d" in text


@pytest.mark.parametrize("as_json", [True, False])
def test_a_value_cannot_forge_another_line_or_paint_the_terminal(
    written: io.StringIO, *, as_json: bool
) -> None:
    configure_logs(json=as_json, stream=written)

    get_logger().warning("failed", error='no\n{"event": "forged"}\r\x1b[31m\u2028')
    logging.getLogger("somebody").warning("no\nforged")

    text = written.getvalue()
    assert len(text.splitlines()) == 2
    assert "\x1b" not in text


def test_a_long_value_is_cut(written: io.StringIO) -> None:
    configure_logs(json=True, stream=written)

    get_logger().warning("failed", error="x" * 50_000)

    assert len(lines(written)[0]["error"]) == LONGEST_VALUE + 1


def test_given_secrets_are_taken_out_wherever_they_stand(written: io.StringIO) -> None:
    configure_logs(json=True, stream=written, secrets=["plain-canary", ""])

    get_logger().warning("odd plain-canary", error="aplain-canaryb", providers=["plain-canary"])

    assert "canary" not in written.getvalue()
    assert lines(written)[0]["error"] == f"a{GONE}b"


@pytest.mark.parametrize(
    "text",
    [
        "xoxb-123-456-canary",
        "xoxp-canary",
        "xoxe.xoxb-1-canary",
        "xapp-1-A1-2-canary",
        "{'X-API-KEY': 'canary'}",
        "X-API-ID: canary",
        'x-api-key="canary"',
        r"{\"X-API-KEY\": \"canary\"}",
        "[(b'x-api-key', b'canary')]",
        "Authorization: Bearer canary",
        "Headers({'authorization': 'Basic canary='})",
        "client_secret=canary&a=1",
        '{"clientSecret":"canary"}',
        '{"token":"canary"}',
        "POST /webhooks/creatify/canary HTTP/1.1",
        "https://bot.example.com/webhooks/creatify/canary?x=1",
        r'{"webhook_url":"https:\/\/bot.example.com\/webhooks\/creatify\/canary"}',
        f"https://bot.example.com/media/canary{TOKEN}",
        "https://hooks.slack.com/commands/T1/2/canary",
        r'{"response_url":"https:\/\/hooks.slack.com\/actions\/T1\/2\/canary"}',
        "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1%2F2%2Fcanary&a=b",
        "http://127.0.0.1:8800/hooks/actions/T0GREEN001/canary",
        "https://files.slack.com/upload/v1/canary",
        "https://cdn.example.com/a.png?X-Amz-Signature=canary&b=1",
        "https://cdn.example.com/a.png?anything=canary",
        "/a.png?Expires=1&Signature=canary&Key-Pair-Id=K",
        "wss://wss-primary.slack.com/link/?ticket=canary",
        "https://me:canary@api.example.com/x",
    ],
)
def test_what_opens_something_is_taken_out(text: str) -> None:
    assert "canary" not in redact(f"before {text} after")
    assert redact(f"before {text} after").startswith("before ")
    assert redact(f"before {text} after").endswith(" after")


@pytest.mark.parametrize(
    "text",
    [
        "Creatify could not make this image: “the url is not reachable”.",
        "GL-7K3Q is rendering at https://api.creatify.ai/api/product_to_videos/123/",
        "/srv/greenlight/media/GL-7K3Q/picture.png",
        "chat.postMessage: missing_scope (metadata.message:read)",
        "What now? Nothing = fine & well.",
        "webhook refused with 404",
        "the token is dead",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert redact(text) == text


@given(st.text(), st.text())
def test_redaction_is_settled_after_one_pass_and_finds_a_token_in_any_text(before: str, after: str) -> None:
    once = redact(f"{before} xoxb-1-canary {after}")

    assert "canary" not in once
    assert "canary" not in redact(once)


@pytest.mark.parametrize("hostile", ["http://", "a.a-", "/webhooks/a", "token:", "?sig=", "x-api-key ", "\\"])
def test_hostile_text_does_not_hold_the_logs_up(hostile: str) -> None:
    started = time.process_time()

    redact(hostile * (20_000 // len(hostile)))

    assert time.process_time() - started < 0.5


@given(st.text(max_size=60))
def test_a_json_line_stays_one_line_of_json_whatever_stands_in_it(text: str) -> None:
    written = io.StringIO()
    spiced = f"token: {text} https://x.example.com/?{text} Authorization: {text} /webhooks/a/{text}"
    with _restored():
        configure_logs(json=True, stream=written)
        get_logger().warning(spiced, error=spiced, providers=[spiced])

    (line,) = written.getvalue().splitlines()
    assert set(json.loads(line)) == {"event", "error", "providers", "level", "timestamp"}


def test_every_field_that_the_code_logs_is_allowed() -> None:
    used = {
        (path.name, keyword.arg)
        for folder in ("bot", "handlers", "storage")
        for path in (HERE / folder).rglob("*.py")
        if "sandbox" not in path.parts
        for call in _log_calls(path)
        for keyword in call.keywords
    }

    assert {
        (path, field) for path, field in used if field not in FIELDS | DEBUG_FIELDS | {"exc_info"}
    } == set()
    assert used


def _log_calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "log"
    ]
