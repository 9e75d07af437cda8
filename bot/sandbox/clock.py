"""Time in the sandbox: waits that a newcomer may run faster."""

import asyncio


class Pace:
    """Divides the sandbox's own waits by `speed`, which may change while it runs."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = 1.0
        self.speed = speed

    @property
    def speed(self) -> float:
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if not 0 < speed <= 100_000:
            raise ValueError(f"Speed must be over 0 and at most 100000, not {speed}")
        self._speed = speed

    def scaled(self, seconds: float) -> float:
        return seconds / self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(self.scaled(seconds))
