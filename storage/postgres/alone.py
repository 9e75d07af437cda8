"""What one of several processes does while no other may: kept with the place of who does it.

One that is given up loses it, as it does its claims, once its row is gone from the processes.
"""

from storage.postgres.dialect import OWN
from storage.sql.database import Database


def take(database: Database, key: str) -> bool:
    """Whether this process has it now. One that had it already keeps it."""
    return database.execute(OWN["take_alone"], (key,)).fetchone() is not None


def leave(database: Database, key: str) -> None:
    """Without effect on what another has taken over."""
    database.execute(OWN["leave_alone"], (key,))
