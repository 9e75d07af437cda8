"""Budgets in words: why an order was stopped, and the warning before that."""

from bot.domain.budgets import Budgets, month_of, standings
from bot.domain.policy import Action, can
from bot.domain.task import Task, UserId
from bot.errors import OverBudget, SlackError
from bot.logs import get_logger
from bot.outbox.posts import post_once
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing
from bot.views import text
from storage.store import Claim

log = get_logger()


async def over_budget(tools: Tools, task: Task, over: OverBudget, *, asker: UserId | None = None) -> str:
    """The sentence for the one who wanted to spend: which budget, how much of it is used, who can lift it.
    `asker`: whoever reads it, where nobody else does."""
    policy = await tools.people.policy(task.team, task.channel)
    actor = await tools.people.actor(task.team, asker) if asker else None
    may_lift = actor is not None and can(actor, Action.SETTINGS, task, policy).allowed
    return text.over_budget(task, over, prices=tools.prices, admins=policy.admins, may_lift=may_lift)


async def warn(tools: Tools, claim: Claim) -> None:
    """Say once that a budget is nearly used: the channel's in the thread, a person's own in private."""
    task = await tools.claimed_task(claim)
    if task is None:
        return
    is_personal = bool(claim.payload["personal"])
    policy = await tools.people.policy(task.team, task.channel)
    spends = await tools.store.monthly_spends(task.team, month_of(claim.due), channel=task.channel)
    budgets = Budgets(
        channel=policy.budget_month, person=policy.budget_person, worth=tools.prices.credit_worth
    )
    found = [it for it in standings(budgets, spends, task.requester) if it.is_personal == is_personal]
    if not found or not found[0].is_near:  # raised or taken away meanwhile
        return
    message = text.budget_nearly_used(found[0], currency=tools.prices.currency, admins=policy.admins)
    try:
        if is_personal or task.shown.status_ts is None:
            await tools.private.message(task, message)
        else:
            await post_once(tools, claim, task, message)
    except SlackError as error:
        if is_passing(error):
            raise
        log.warning("slack refused a message", error=str(error))
