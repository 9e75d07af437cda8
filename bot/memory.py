"""What keeps the memory of a process flat that is meant to run for months."""

import ctypes
import gc
import sys
from typing import Final

_M_ARENA_MAX: Final = -8
"""From glibc's <malloc.h>; see https://man7.org/linux/man-pages/man3/mallopt.3.html"""

_LOOK_AFTER: Final = 500
"""New objects, of which the collector looks through the youngest."""


def share_heaps() -> None:
    """Let all threads share one heap beside the main thread's. Has to come before the first thread.

    glibc gives each thread a heap of its own, and what a thread frees stays with its heap and serves no
    other: a dozen threads that each held much once hold it for good. One for all would make the main thread
    wait for the others: webhooks are taken in by a twentieth more slowly. Other C libraries have no such
    heaps, and there this does nothing.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 2)


def spare_the_collector() -> None:
    """What is loaded by now stays for good, so that looking through it, 40 ms each time, finds nothing.

    The rest is looked through often: a request that is none leaves up to 160 kB behind in a cycle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_LOOK_AFTER)
