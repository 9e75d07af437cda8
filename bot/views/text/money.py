"""What is said about money: before it is spent, after, and when nobody can be sure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.domain.generation import Generation
from bot.domain.pricing import PriceList
from bot.domain.task import Status, Task
from bot.views.text.labels import provider_label

_NOTHING = "0 credits"
_SENT = frozenset({Status.SUBMITTING, Status.UNKNOWN})


def estimate(task: Task, prices: PriceList) -> str:
    """ "1 credit": what it is expected to cost."""
    return prices.words(task.generation.provider, task.estimate)


def cost(task: Task, prices: PriceList) -> str:
    """ "1 credit": what it cost; the estimate stands where the provider gave no figure."""
    return prices.words(task.generation.provider, _credit(task))


def charged(task: Task, prices: PriceList, who: str) -> str:
    """What a job that came to nothing cost, as far as its provider (`who`) said so. None of them promises to
    pay back, so what it took may come back or not."""
    if task.cost is None:
        return f"{who} may have charged {cost(task, prices)}."
    if not task.cost:
        return f"{who} charged nothing."
    return f"{who} charged {cost(task, prices)}, which may be refunded."


def cost_or_free(task: Task, prices: PriceList) -> str:
    """The same, "free" for nothing."""
    return cost(task, prices) if _credit(task) else "free"


def standing(task: Task, prices: PriceList) -> str:
    """For a line about a task: what it will cost, did cost, or that nothing was spent."""
    if task.status.is_open:
        return about(estimate(task, prices))
    return cost(task, prices) if may_be_charged(task) else "nothing spent"


def about(price: str) -> str:
    return price if price.startswith(_NOTHING) else f"about {price}"


def about_first(price: str) -> str:
    """The same at the start of a sentence."""
    return price if price.startswith(_NOTHING) else f"About {price}"


def price_of(prices: PriceList, provider: str, call: str | None) -> str:
    """The price of another call of the same provider, in words; empty when there is none."""
    credit = prices.estimates.get((provider, call)) if call else None
    return "" if credit is None else prices.words(provider, credit)


def price_of_generation(prices: PriceList, generation: Generation) -> str:
    """The price of this very generation, in words; empty when nobody knows it."""
    try:
        return prices.words(generation.provider, prices.estimate(generation))
    except KeyError:
        return ""


def may_be_charged(task: Task) -> bool:
    """Whether its provider may have charged for it: it knows the job, or may know it."""
    return (
        task.job_id is not None or task.status in _SENT or (task.submitted_at is not None and _was_lost(task))
    )


def was_given_up(task: Task) -> bool:
    """Whether a person ended it, and not its provider."""
    return (
        task.status is Status.FAILED and task.decided_at is not None and task.decided_at == task.finished_at
    )


def total(tasks: Sequence[Task], prices: PriceList) -> str:
    """What the tasks cost together, each provider in its own credits; empty when nothing was sent."""
    sums: dict[str, Decimal] = {}
    charged = [task for task in tasks if may_be_charged(task)]
    for task in charged:
        provider = task.generation.provider
        sums[provider] = sums.get(provider, Decimal()) + _credit(task)
    words = by_provider(sums, prices)
    is_open = any(task.status.is_open for task in charged)
    return about(words) if words and is_open else words


def by_provider(sums: Mapping[str, Decimal], prices: PriceList) -> str:
    """ "4 credits", or "4 Creatify credits + 20 Akool credits"."""
    paid = {provider: credit for provider, credit in sums.items() if credit} or sums
    return " + ".join(_of_provider(prices, provider, paid) for provider in paid)


def _of_provider(prices: PriceList, provider: str, paid: Mapping[str, Decimal]) -> str:
    """ "4 credits", or "4 Creatify credits" beside those of others, which are worth something else."""
    words = prices.words(provider, paid[provider])
    return words if len(paid) == 1 else words.replace(" credit", f" {provider_label(provider)} credit", 1)


def _credit(task: Task) -> Decimal:
    return task.estimate if task.cost is None else task.cost


def _was_lost(task: Task) -> bool:
    return was_given_up(task) or task.status in {Status.QUEUED, Status.CANCELLED}
