"""Who runs which tests, where several processes share them."""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

LONG: Final = frozenset({"contract", "faults", "hunt", "stories", "outbox"})
"""Folders of tests that are worth being handed out one by one."""

ON_ONE_BOT: Final = frozenset({"tests/hunt/test_abuse.py", "tests/hunt/test_forged_slack.py"})
"""Files in them whose tests share a bot, which every process that runs one of them would have to start."""


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out whole files, the largest first, and the tests of some folders one by one.

    A browser and the demo cost more than most tests, so all that need them go to one process.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        folder = path.split("/")[1]
        if folder == "browser":
            return folder
        return nodeid if folder in LONG and path not in ON_ONE_BOT else path
