"""The demo as a newcomer starts it: the real command, in a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from tests.ports import free_pair

SPEED: Final = 40
LONGEST_START: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """`welcome` is what the terminal shows."""

    url: str
    welcome: str

    def sample(self, name: str) -> str:
        return f"{self.url}/samples/{name}.jpg"

    async def charges(self, product: str) -> list[tuple[str, float]]:
        """What the simulated provider was asked for this product, and what it took for each."""
        jobs = [job for job in (await self._ledger())["creatify"]["jobs"] if job["product_url"] == product]
        return [(job["call"], job["billed"]) for job in jobs]

    async def mend(self) -> None:
        """Take back every fault that was ordered and did not happen."""
        async with aiohttp.ClientSession() as http, http.delete(f"{self.url}/sandbox/faults") as answer:
            answer.raise_for_status()

    async def _ledger(self) -> Mapping[str, Any]:
        async with aiohttp.ClientSession() as http, http.get(f"{self.url}/sandbox/ledger") as answer:
            return dict(await answer.json())


@asynccontextmanager
async def running_demo() -> AsyncIterator[Demo]:
    """Ends it as Ctrl-C does, and expects that nothing went wrong meanwhile."""
    port = free_pair()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--no-browser", f"--port={port}", f"--speed={SPEED}"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if not name.startswith("GREENLIGHT_")},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LONGEST_START):
            welcome = await process.stdout.readuntil(b"3. ")
        found = re.search(rb"http://\S+", welcome)
        assert found is not None
        yield Demo(url=found[0].decode(), welcome=welcome.decode())
    finally:
        if process.returncode is None:
            process.terminate()
        _, complaints = await process.communicate()
    assert (process.returncode, complaints.decode()) == (0, "")
