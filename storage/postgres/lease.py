"""A process's place among those that share the database: a row that it renews, by the database's clock.

What a process claims carries the row's id. When the row is not renewed in time, any other process may
delete it, and whatever the dead one was about to do is in doubt. Ids are never used again, so a process that
wakes up late ends nothing that was taken from it: it gets a new id, and its old claims are no longer its own.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bot.errors import StorageError
from storage.postgres.connection import Connection
from storage.postgres.dialect import OWN

LEASE: Final = timedelta(seconds=30)
RENEWALS: Final = 3
"""How often it is renewed while it lasts."""

OTHER_KEY: Final = (
    "Another Greenlight works on this database with another GREENLIGHT_SECRET_KEY: give all of them the "
    "same. To change it, stop all of them, then start them with the new one. One that was killed counts for "
    "{seconds} seconds more."
)

MARGIN: Final = 6
"""The holder counts on all of it but this part. What it sent at the very end of its time has arrived by the
time that another one looks for it, and clocks may run apart a little."""


def _ticks() -> float:
    """Goes on while the process is stopped or the machine sleeps, whatever anybody sets the time to."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Lease:
    """`key_print`: by it the processes see whether they hold the same secret key. Not compared when empty."""

    def __init__(
        self, lasts: timedelta = LEASE, *, key_print: str = "", ticks: Callable[[], float] = _ticks
    ) -> None:
        self.lasts = lasts
        self._key_print = key_print
        self._ticks = ticks
        self.every = lasts / RENEWALS
        self.owner = 0
        self._good_until = 0.0

    @property
    def is_held(self) -> bool:
        """Whether nobody can have given this process up, nor is about to: counted from before the renewal
        was asked for."""
        return self._ticks() < self._good_until

    def begin(self, database: Connection) -> None:
        """A new place among the processes. Raises StorageError beside one that holds another key."""
        asked_at = self._ticks()
        about = {"lasts": self.lasts.total_seconds(), "key_print": self._key_print}
        database.execute("BEGIN IMMEDIATE")
        try:
            database.execute(OWN["one_joins"])
            row = database.execute(OWN["begin_lease"], about).fetchone()
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
        if row is None:
            raise StorageError(OTHER_KEY.format(seconds=round(self.lasts.total_seconds())))
        (self.owner,) = row
        self._good_until = asked_at + self._counted_on()

    def renew(self, database: Connection) -> bool:
        """False when this process was given up: what it had claimed is no longer its own."""
        asked_at = self._ticks()
        lasts = self.lasts.total_seconds()
        if database.execute(OWN["renew_lease"], (lasts, self.owner)).rowcount == 0:
            self._good_until = 0.0
            return False
        self._good_until = asked_at + self._counted_on()
        return True

    def _counted_on(self) -> float:
        return (self.lasts - self.lasts / MARGIN).total_seconds()

    def end(self, database: Connection) -> None:
        """Whatever is still claimed is in doubt at once, not only when the lease would have ended."""
        database.execute(OWN["end_lease"], (self.owner,))
        self._good_until = 0.0

    def sign(self, database: Connection) -> None:
        """Let what this connection claims from now on carry our id."""
        if database.signed_by != self.owner:
            database.execute(OWN["sign"], (self.owner,))
            database.signed_by = self.owner
