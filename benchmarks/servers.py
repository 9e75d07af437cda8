"""Starts what is measured: the product as `greenlight serve` runs it, and the baselines, each a process."""

import asyncio
import json
import os
import pickle
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final

import psutil

from benchmarks.outside import Outside
from benchmarks.requests import SECRET

PATIENCE: Final = 30.0
REPOSITORY: Final = Path(__file__).parent.parent
SCRUBBED: Final = ("SLACK_", "CREATIFY_", "AKOOL_", "HEYGEN_", "GREENLIGHT_", "HTTP_PROXY", "HTTPS_PROXY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How a load was answered. `busy`: the share of one core that the server used meanwhile."""

    seconds: float
    times_ms: Sequence[float]
    busy: float

    @property
    def per_second(self) -> float:
        return len(self.times_ms) / self.seconds

    def percentile_ms(self, percent: int) -> float:
        return quantiles(self.times_ms, n=100, method="inclusive")[percent - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running process of ours and how long it took until it listened, or said that it is ready."""

    port: int
    process: psutil.Process
    start_seconds: float


@asynccontextmanager
async def baseline(which: str) -> AsyncIterator[Server]:
    port = _free_port()
    async with _process("-m", "benchmarks.baselines", which, str(port), port=port, cwd=REPOSITORY) as server:
        yield server


@asynccontextmanager
async def product(world: Outside, folder: Path, *, database: str = "") -> AsyncIterator[Server]:
    """`greenlight serve` over HTTP on `database`, else the one in `folder`; yields once it is ready."""
    port = _free_port()
    environ = {**_environment(world, port, folder), "GREENLIGHT_DATABASE_URL": database}
    async with _process(
        "-m", "bot", "serve", port=port, cwd=folder, path="/readyz", environ=environ
    ) as server:
        yield server


async def load(server: Server, requests: Sequence[bytes], connections: int) -> Load:
    """Send every request once. Raises RuntimeError when one is refused."""
    with tempfile.NamedTemporaryFile(suffix=".pickle") as kept:
        await asyncio.to_thread(Path(kept.name).write_bytes, pickle.dumps(list(requests)))
        before = _cpu_seconds(server.process)
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.load", str(server.port), kept.name, str(connections),
            stdout=asyncio.subprocess.PIPE, cwd=REPOSITORY,
        )  # fmt: skip
        out, _ = await running.communicate()
        used = _cpu_seconds(server.process) - before
    if running.returncode != 0:
        raise RuntimeError("the load was not answered as it should be")
    said = json.loads(out)
    return Load(seconds=said["seconds"], times_ms=said["times"], busy=used / said["seconds"])


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _environment(world: Outside, port: int, folder: Path) -> Mapping[str, str]:
    """What `greenlight serve` needs to stand beside this outside world."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{world.url}/api/",
        "CREATIFY_API_ID": "bench-id",
        "CREATIFY_API_KEY": "bench-key",
        "CREATIFY_BASE_URL": f"{world.url}/creatify",
        "GREENLIGHT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "GREENLIGHT_DATA_DIR": str(folder),
        "GREENLIGHT_HOST": "127.0.0.1",
        "GREENLIGHT_PORT": str(port),
        "GREENLIGHT_ALLOW_LOOPBACK": "1",
    }


@asynccontextmanager
async def _process(
    *command: str, port: int, cwd: Path, path: str | None = None, environ: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith(SCRUBBED)}
    started = time.perf_counter()
    running = await asyncio.create_subprocess_exec(
        sys.executable, *command, env={**inherited, **(environ or {})}, cwd=cwd,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _answers(port, path):
                if running.returncode is not None:
                    raise RuntimeError(f"{' '.join(command)} ended with {running.returncode}")
                await asyncio.sleep(0.01)
        seconds = time.perf_counter() - started
        yield Server(port=port, process=psutil.Process(running.pid), start_seconds=seconds)
    finally:
        await _ended(running)


async def _ended(running: asyncio.subprocess.Process) -> None:
    if running.returncode is not None:
        return
    running.terminate()
    try:
        await asyncio.wait_for(running.wait(), PATIENCE)
    except TimeoutError:
        running.kill()
        await running.wait()


async def _answers(port: int, path: str | None) -> bool:
    """Whether it listens and, where a path is given, answers 200 there."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        if path is None:
            return True
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        return b" 200 " in await reader.readline()
    except OSError:
        return False
    finally:
        writer.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
