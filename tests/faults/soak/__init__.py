"""A steady stream of orders at all providers while one in twenty of all things fails: `make soak`.

The bot runs in a process of its own and is not killed. Its memory, files and asyncio tasks are watched from
outside, and what became of the orders is judged by what the providers charged and what stands in Slack.
"""

from tests.faults.soak.run import Soaked, soak
from tests.faults.soak.watching import Vitals

__all__ = ["Soaked", "Vitals", "soak"]
