"""One heap for all threads but the main one, and a collector that looks only at what is new."""

import platform
import subprocess
import sys

import pytest

BUSY_THREADS = """
import ctypes, sys, threading
from bot.memory import share_heaps

if sys.argv[1] == "shared":
    share_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
together = threading.Barrier(4)

def work():
    together.wait()
    held = libc.malloc(4096)
    together.wait()
    libc.free(held)

threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.fdopen.restype, libc.malloc_info.argtypes = ctypes.c_void_p, [ctypes.c_int, ctypes.c_void_p]
libc.fflush.argtypes = [ctypes.c_void_p]
out = libc.fdopen(1, b"w")
libc.malloc_info(0, out)
libc.fflush(out)
"""

COLLECTED = """
import gc
from bot.memory import spare_the_collector

spare_the_collector()
print(gc.get_freeze_count() > 1000, gc.get_threshold()[0])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has a heap for each thread")
def test_all_threads_but_the_main_one_share_a_heap() -> None:
    """https://man7.org/linux/man-pages/man3/malloc_info.3.html: each heap is named with its number."""
    assert _said(BUSY_THREADS, "as it is").count("<heap nr=") > 2
    assert _said(BUSY_THREADS, "shared").count("<heap nr=") == 2


def test_what_was_loaded_at_the_start_is_not_looked_through_again() -> None:
    assert _said(COLLECTED).split() == ["True", "500"]


def _said(program: str, *words: str) -> str:
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours
