"""App Home: what runs for the viewer, and what waits for somebody's decision."""

from collections.abc import Sequence

from bot.domain.pricing import PriceList
from bot.domain.task import Task
from bot.views.blocks import section
from bot.views.lists import task_lines
from bot.views.message import Block

NOTHING = "Nothing of yours is running. Type /product-image in a channel to begin."


def home_view(running: Sequence[Task], recent: Sequence[Task], *, prices: PriceList) -> Block:
    """Both lists newest first as given."""
    blocks = [section("*Running*"), *(task_lines(running, prices) or [section(NOTHING)])]
    if recent:
        blocks += [section("*Lately*"), *task_lines(recent, prices)]
    return {"type": "home", "blocks": [*blocks]}
