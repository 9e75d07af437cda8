"""How time is written: how long something took, and how far along it is."""

import math
from datetime import timedelta

CELLS = 5


def length(time: timedelta) -> str:
    """ "0:20", "12:05", "1:02:03"."""
    seconds = max(int(time.total_seconds()), 0)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def bar(elapsed: timedelta, usual: timedelta) -> str:
    """ "▓▓▓░░": how much of the usual time is over. Never full, since only the result is the end."""
    share = elapsed / usual if usual > timedelta() else 1.0
    filled = min(max(math.ceil(share * CELLS), 1), CELLS - 1)
    return "▓" * filled + "░" * (CELLS - filled)


def progress(elapsed: timedelta, usual: timedelta | None) -> str:
    """ "0:20, usually 0:45 ▓▓▓░░", or the elapsed time alone while nobody knows what is usual."""
    if usual is None:
        return length(elapsed)
    return f"{length(elapsed)}, usually {length(usual)} {bar(elapsed, usual)}"
