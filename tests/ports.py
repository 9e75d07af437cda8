"""Ports for the servers of tests.

None of those that the kernel gives to whoever asks for any: between looking and listening, one of thousands
of connections or servers would get the same one now and then.
"""

import os
import socket
from collections.abc import Iterator
from itertools import cycle
from typing import Final

LOWEST: Final = 10_240
SHARE: Final = 1_500
SHARES: Final = 15
"""Up to 32,740: Linux gives out ports from 32,768 on, others from 49,152."""


def free_port() -> int:
    return next(port for port in _own if _is_free(port))


def free_pair() -> int:
    """A port that is free together with the one behind it."""
    while True:
        first, second = free_port(), free_port()
        if second == first + 1:
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _ports() -> Iterator[int]:
    """Those of this test process, each a long time after it was used last."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % SHARES
    first = os.getpid() % SHARE
    return cycle(LOWEST + number * SHARE + (first + step) % SHARE for step in range(SHARE))


_own: Final = _ports()
