"""Canaries in every place that holds a secret: none of them is found in anything that comes out."""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import structlog

from bot.domain.task import Status
from bot.logs import configure_logs
from bot.media import MediaLinks
from bot.settings import load_settings
from storage.store import TaskFilter
from tests.stories.films import animation, order, speech
from tests.stories.stage import ANN, BEN, CLEO, GUS, Stage, is_result, open_stage

SECRET_KEY = "canary-of-the-secret-key-0123456789abcdef"
FAULTS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("creatify:gen_image", "cut_after", {}),
    (
        "creatify:read",
        "refuse",
        {"status": 401, "body": {"detail": "sandbox-key of sandbox-id is not valid"}},
    ),
    ("creatify:list", "garbage", {}),
    ("creatify:webhook", "double", {"copies": 2}),
    ("creatify:media", "truncate", {}),
    ("slack:chat.update", "garbage", {}),
    ("slack:files.completeUploadExternal", "cut_after", {}),
    ("slack:upload", "cut_before", {}),
    ("slack:response_url", "refuse", {"status": 500, "body": "xoxb-sandbox-greenlight"}),
)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that is logged, at DEBUG; the logging of the tests is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("asyncio", "aiohttp", "httpx", "slack_sdk")}
    yield io.StringIO()
    root.handlers[:], root.level = handlers, level
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()


@pytest.mark.parametrize("socket_mode", [False, True], ids=["HTTP", "Socket Mode"])
async def test_no_secret_comes_out_of_a_whole_story_with_faults(
    tmp_path: Path, logged: io.StringIO, capfd: pytest.CaptureFixture[str], *, socket_mode: bool
) -> None:
    async with _canaries(tmp_path, logged, socket_mode=socket_mode) as stage:
        media = await _story(stage)
        secrets = {**_own_secrets(stage), **await _given_out(stage), "media token": media}
        out = {"logs": logged.getvalue(), **await _said(stage)}
        out["stdout"], out["stderr"] = capfd.readouterr()
        addresses = _response_urls(stage)

    kept = _database(tmp_path)
    assert len(secrets) >= 7
    assert '"level":' in out["logs"]
    assert _found(secrets | addresses, out) == []
    assert [name for name, secret in secrets.items() if secret.encode() in kept] == []


async def test_what_a_provider_echoes_of_our_keys_reaches_nobody(tmp_path: Path, logged: io.StringIO) -> None:
    async with _canaries(tmp_path, logged, socket_mode=False) as stage:
        echo = {"detail": "sandbox-key may not call /webhooks/creatify/" + "K" * 43}
        await stage.fault("creatify:gen_image", "refuse", status=400, body=echo)
        await stage.type(f"/product-image {stage.bag} clean background")
        await stage.message("Creatify refused this")
        secrets = {**_own_secrets(stage), "token": "K" * 43}

        assert _found(secrets, {"logs": logged.getvalue(), **await _said(stage)}) == []


FILM_FAULTS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    (
        "akool:create",
        "refuse",
        {"status": 400, "body": {"code": 1003, "msg": "sandbox-secret-24-bytes! is odd"}},
    ),
    ("akool:results", "refuse", {"status": 500, "body": {"msg": "Bearer sandbox-token-1"}}),
    ("akool:webhook", "double", {"copies": 2}),
    ("heygen:create", "cut_after", {}),
    (
        "heygen:read",
        "refuse",
        {"status": 401, "body": {"error": {"message": "sandbox-heygen-key is unknown"}}},
    ),
    ("heygen:webhook", "double", {"copies": 2}),
)


async def test_no_secret_of_akool_or_heygen_comes_out(
    tmp_path: Path, logged: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """Bearer tokens, idempotency keys and callback ids open something too."""
    async with _canaries(tmp_path, logged, socket_mode=False) as stage:
        for target, mode, more in FILM_FAULTS:
            await stage.fault(target, mode, **more)
        await order(stage, animation(stage))
        await stage.message("Akool refused this")
        await order(stage, animation(stage))
        await stage.message("GL-")
        await order(stage, speech())
        await stage.eventually(partial(_both_are_shown, stage), what="two films")
        tokens = await _given_out(stage, "akool") | await _given_out(stage, "heygen")
        secrets = {**_own_secrets(stage), **tokens, "bearer": "sandbox-token-"}
        out = {"logs": logged.getvalue(), **await _said(stage)}
        out["stdout"], out["stderr"] = capfd.readouterr()

    kept = _database(tmp_path)
    assert len(tokens) >= 2
    assert _found(secrets, out) == []
    assert [name for name, secret in secrets.items() if secret.encode() in kept] == []


async def _both_are_shown(stage: Stage) -> bool:
    return len([message for message in await stage.messages() if is_result(message)]) == 2


def _database(folder: Path) -> bytes:
    """The file with all that was ever written to it, also what was deleted since."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("greenlight.db*")))


def test_a_printed_settings_shows_stars(tmp_path: Path) -> None:
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-canary",
        "SLACK_SIGNING_SECRET": "ab" * 16,
        "GREENLIGHT_SECRET_KEY": SECRET_KEY,
    }
    settings = load_settings({**environ, "GREENLIGHT_DATA_DIR": str(tmp_path)}, env_file=None)

    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"

    assert [name for name, secret in environ.items() if secret in shown] == []


@asynccontextmanager
async def _canaries(folder: Path, logged: io.StringIO, *, socket_mode: bool) -> AsyncIterator[Stage]:
    async with open_stage(
        folder, socket_mode=socket_mode, bot=False, GREENLIGHT_SECRET_KEY=SECRET_KEY
    ) as stage:
        settings = load_settings(stage.environ, env_file=None)
        configure_logs(json=True, level="DEBUG", secrets=settings.secret_values(), stream=logged)
        await stage.start_bot()
        yield stage


async def _story(stage: Stage) -> str:
    """An image and its film with everything going wrong once; gives back a media token that was used."""
    for target, mode, more in FAULTS:
        await stage.fault(target, mode, **more)
    await stage.type("/greenlight show GL-NONE")
    await stage.type(f"/product-image {stage.bag} clean background")
    await stage.message(is_result)
    await stage.message("delivered")
    token = await _linked(stage)
    await stage.press("Approve", by=BEN)
    await stage.fault("creatify:job", "fail", reason="No.")
    await stage.press("Make video")
    await stage.fill({"Prompt": "slow turn"})
    await stage.message("could not make")
    await stage.press("Delete", by=GUS)  # refused, which is said in private
    await stage.fault("creatify:gen_image", "refuse", status=402)
    await stage.type(f"/product-image {stage.bag} again")
    await stage.message("credits left")
    return token


async def _linked(stage: Stage) -> str:
    """Fetch the archived image by its signed link, well and badly."""
    assert stage.app is not None
    (task,) = await stage.app.store.tasks(TaskFilter(statuses=[Status.DELIVERED]))
    assert task.media is not None
    token = MediaLinks(SECRET_KEY.encode()).token(task.id, task.media)
    for path, expected in ((f"/media/{token}", 200), (f"/media/{token[:-2]}AA", 404)):
        async with stage.http.get(f"{stage.app.url}{path}") as answer:
            assert answer.status == expected
    return token


def _own_secrets(stage: Stage) -> dict[str, str]:
    """What the bot was started with."""
    return {name: value for name, value in stage.environ.items() if name in SLOTS}


SLOTS = (
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "CREATIFY_API_ID",
    "CREATIFY_API_KEY",
    "AKOOL_CLIENT_ID",
    "AKOOL_CLIENT_SECRET",
    "HEYGEN_API_KEY",
    "GREENLIGHT_SECRET_KEY",
)


async def _given_out(stage: Stage, provider: str = "creatify") -> dict[str, str]:
    """The webhook tokens that the provider got."""
    jobs = (await stage.ledger())[provider]["jobs"]
    tokens = {urlsplit(job["webhook_url"]).path.rpartition("/")[2] for job in jobs if job["webhook_url"]}
    assert tokens
    return {f"webhook token {number} of {provider}": token for number, token in enumerate(sorted(tokens))}


def _response_urls(stage: Stage) -> dict[str, str]:
    """They may be kept, since they are needed later, but nobody is to read them."""
    hooks = stage.sandbox.world.slack.hooks._hooks
    return {f"response_url {number}": token for number, token in enumerate(hooks)}


async def _said(stage: Stage) -> Mapping[str, str]:
    """Everything that people and operators can see."""
    assert stage.app is not None
    shown = {f"Slack as seen by {user}": json.dumps(await stage.state(user)) for user in (ANN, BEN, CLEO)}
    posts = (await stage.ledger())["slack"]["posts"]
    async with (
        stage.http.get(f"{stage.app.url}/metrics") as metrics,
        stage.http.get(f"{stage.app.url}/readyz") as ready,
    ):
        return {
            **shown,
            "posts": json.dumps(posts),
            "metrics": await metrics.text(),
            "readyz": await ready.text(),
        }


def _found(secrets: Mapping[str, str], out: Mapping[str, str]) -> list[str]:
    return [
        f"{name} in {where}"
        for name, secret in secrets.items()
        for where, text in out.items()
        if secret in text
    ]
