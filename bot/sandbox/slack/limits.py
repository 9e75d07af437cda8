"""Slack's rate limits: a bucket per method, and one per channel for posts.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
import time
from collections.abc import Callable
from typing import Final

TIERS: Final = {1: 1, 2: 20, 3: 50, 4: 100, 5: 300}
"""Calls per minute; tier 5 stands for the special "hundreds of requests per minute"."""

_SMALLEST_BURST = 10
_CHANNEL_BURST = 4


class _Bucket:
    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float) -> float:
        """Zero when there was a token, else the seconds until there is one."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._per_second


class Limits:
    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: dict[str, _Bucket] = {}

    def wait_for_method(self, method: str, tier: int) -> int:
        """Whole seconds to wait before this call is allowed; 0 when it may go ahead."""
        per_minute = TIERS[tier]
        return self._take(method, per_minute / 60, max(per_minute, _SMALLEST_BURST))

    def wait_for_channel(self, channel: str) -> int:
        """Posts: one message per second per channel, short bursts tolerated."""
        return self._take(f"post:{channel}", 1.0, _CHANNEL_BURST)

    def _take(self, name: str, per_second: float, burst: float) -> int:
        now = self._now()
        bucket = self._buckets.setdefault(name, _Bucket(per_second, burst, now))
        return math.ceil(bucket.take(now))
