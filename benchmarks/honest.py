"""Honest requests at a steady pace, each over a connection of its own, in a process of its own.

`python -m benchmarks.honest <port> <file> <a second>` sends every request of the file once, whether those
before it were answered or not. It prints the sorted latencies in milliseconds, from before connecting to the
whole answer, as JSON.
"""

import asyncio
import gc
import json
import pickle
import sys
import time
from pathlib import Path
from typing import Final

LONGEST: Final = 30.0


async def _ask(port: int, request: bytes, times: list[float], failures: list[str]) -> None:
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(LONGEST):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            said = await reader.readuntil(b"\r\n\r\n")
            writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        failures.append(type(error).__name__)
        return
    if not said.startswith(b"HTTP/1.1 200"):
        failures.append(said.split(b"\r\n")[0].decode(errors="replace"))
    times.append((time.perf_counter() - begun) * 1_000)


async def _run(port: int, requests: list[bytes], a_second: float) -> dict[str, object]:
    times: list[float] = []
    failures: list[str] = []
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as everyone:
        for number, request in enumerate(requests):
            await asyncio.sleep(max(0.0, begun + number / a_second - time.perf_counter()))
            everyone.create_task(_ask(port, request, times, failures))
    return {"times": sorted(times), "failures": failures}


def main() -> None:
    port, path, a_second = int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    requests: list[bytes] = pickle.loads(path.read_bytes())  # noqa: S301 - written by our own parent process
    gc.disable()
    print(json.dumps(asyncio.run(_run(port, requests, a_second))))


if __name__ == "__main__":
    main()
