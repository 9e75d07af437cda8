"""Who runs which tests, where several processes share them."""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

from tests.turns import PAGE

LONG: Final = frozenset({"contract", "faults", "hunt", "stories", "outbox"})
"""Folders of tests that are worth being handed out one by one."""

ON_ONE_BOT: Final = frozenset({"tests/hunt/test_abuse.py", "tests/hunt/test_forged_slack.py"})
"""Files in them whose tests share a bot, which every process that runs one of them would have to start."""


def is_long(nodeid: str) -> bool:
    """Whether the test tells a story, and so waits a lot."""
    return nodeid.split("/")[1] in LONG


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out whole files, and the tests of some folders one by one, in the order in which they stand.

    A browser and the demo cost more than most tests, so all that need them go to one process.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        if path.startswith(PAGE):
            return PAGE
        return nodeid if is_long(nodeid) and path not in ON_ONE_BOT else path
