"""`kill -9` again and again under a stream of orders, while providers and Slack fail: `make chaos N=100`.

Slack and the providers live in the killing process, survive every death and keep the truth about what was
paid, posted and called back. The bot is asked nothing: all is judged by what stands there.
"""

from tests.faults.chaos.run import ORDERS_A_KILL, chaos
from tests.faults.truth import Outcome

__all__ = ["ORDERS_A_KILL", "Outcome", "chaos"]
