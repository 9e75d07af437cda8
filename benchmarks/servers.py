"""Starts what is measured: the product as `greenlight serve` runs it, and the baselines, each a process."""

import asyncio
import json
import os
import pickle
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import SandboxConfig

PATIENCE: Final = 15.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def process(*command: str, port: int, env: dict[str, str] | None = None) -> AsyncIterator[int]:
    """A process of ours that listens on `port`; yields its pid and ends it afterwards."""
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *command, env={**os.environ, **(env or {})}, stderr=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await _listening(port)
        yield running.pid
    finally:
        running.terminate()
        try:
            await asyncio.wait_for(running.wait(), PATIENCE)
        except TimeoutError:
            running.kill()
            await running.wait()


@asynccontextmanager
async def sandbox(app_port: int) -> AsyncIterator[SandboxServer]:
    config = SandboxConfig(app_url=f"http://127.0.0.1:{app_port}/slack/events", rate_limits=False)
    server = SandboxServer(config)
    await server.start("127.0.0.1", 0)
    try:
        yield server
    finally:
        await server.close()


def environment(server: SandboxServer, port: int, folder: str) -> dict[str, str]:
    """What `greenlight serve` needs to stand beside this sandbox."""
    config = SandboxConfig()
    return {
        "SLACK_BOT_TOKEN": config.bot_token,
        "SLACK_SIGNING_SECRET": config.signing_secret,
        "SLACK_API_URL": f"{server.url}/api/",
        "CREATIFY_API_ID": config.creatify_id,
        "CREATIFY_API_KEY": config.creatify_key,
        "CREATIFY_BASE_URL": f"{server.url}/providers/creatify",
        "GREENLIGHT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "GREENLIGHT_DATA_DIR": folder,
        "GREENLIGHT_HOST": "127.0.0.1",
        "GREENLIGHT_PORT": str(port),
        "GREENLIGHT_ALLOW_LOOPBACK": "1",
    }


async def load(port: int, requests: Sequence[bytes], connections: int) -> dict[str, Any]:
    """Send every request once and say how long each and all took."""
    with tempfile.NamedTemporaryFile(suffix=".pickle") as kept:
        Path(kept.name).write_bytes(pickle.dumps(list(requests)))
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.load", str(port), kept.name, str(connections),
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await running.communicate()
    if running.returncode != 0:
        raise RuntimeError("the load could not be sent")
    result: dict[str, Any] = json.loads(out)
    return result


async def _listening(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
