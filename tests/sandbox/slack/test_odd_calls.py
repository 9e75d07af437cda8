"""Nothing that a client sends breaks the workspace: it is refused in Slack's own shape."""

import random
from collections.abc import Callable
from typing import Any, Final

import pytest
from aiohttp import ClientSession

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import APP_TOKEN, BOT_TOKEN
from bot.sandbox.slack import cast
from bot.sandbox.slack.methods.table import METHODS
from tests.sandbox.conftest import Person

NAMES: Final = [
    "channel",
    "channels",
    "channel_id",
    "user",
    "users",
    "user_id",
    "text",
    "blocks",
    "attachments",
    "ts",
    "thread_ts",
    "message_ts",
    "view",
    "view_id",
    "trigger_id",
    "external_id",
    "hash",
    "files",
    "file",
    "filename",
    "length",
    "metadata",
    "limit",
    "cursor",
    "types",
    "oldest",
    "latest",
    "inclusive",
    "include_all_metadata",
    "reply_broadcast",
    "usergroup",
    "initial_comment",
    "markdown_text",
    "username",
    "alt_txt",
    "bot",
]
ODD: Final[tuple[Any, ...]] = (
    *(
        "",
        "x",
        "{",
        "[]",
        "{}",
        "null",
        "0",
        "-1",
        "1e9",
        "\u0000",
        "💚",
        "a,b",
        '[{"id":1}]',
        '[{"id":"F1"}]',
        "[1]",
    ),
    *(
        0,
        -1,
        1.5,
        True,
        False,
        [],
        {},
        [1],
        [None],
        [{}],
        {"type": "modal"},
        {"type": "modal", "blocks": [1]},
    ),
    *(cast.LAUNCH, cast.STUDIO, cast.ANN, cast.BOT_USER, "1700000000.000001", "public_channel"),
    [{"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}],
    {"event_type": "a", "event_payload": {"b": 1}},
)


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_a_method_answers_whatever_it_is_asked(
    sandbox: SandboxServer, session: ClientSession, method: str
) -> None:
    chance = random.Random(method)  # noqa: S311 - the same oddities every time
    token = APP_TOKEN if METHODS[method].token == "app" else BOT_TOKEN
    for _attempt in range(10):
        args = {name: chance.choice(ODD) for name in chance.sample(NAMES, 9)}
        args |= {"channel": cast.LAUNCH} if chance.random() < 0.7 else {}
        headers = {"Authorization": f"Bearer {token}"}
        async with session.post(f"{sandbox.url}/api/{method}", json=args, headers=headers) as reply:
            assert reply.status == 200, args
            body = await reply.json()
        assert body["ok"] or isinstance(body["error"], str)


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff", b"null"])
async def test_a_body_that_is_no_object_is_refused(
    sandbox: SandboxServer, session: ClientSession, body: bytes
) -> None:
    headers = {"Authorization": f"Bearer {BOT_TOKEN}", "Content-Type": "application/json"}
    async with session.post(f"{sandbox.url}/api/auth.test", data=body, headers=headers) as reply:
        assert reply.status == 200
        assert (await reply.json())["error"] in {"invalid_json", "json_not_object"}


@pytest.mark.parametrize(
    "what",
    ["command", "message", "click", "shortcut", "options", "delete", "views/V1/submit", "views/V1/action"],
)
async def test_a_person_may_try_anything(person: Callable[[str], Person], what: str) -> None:
    chance = random.Random(what)  # noqa: S311 - the same oddities every time
    for _attempt in range(8):
        given = {
            name: chance.choice(ODD) for name in ("channel", "text", "ts", "files", "values", "selected")
        }
        answer = await person(cast.ANN).does(what, **given)
        assert isinstance(answer.get("ok", False), bool)
