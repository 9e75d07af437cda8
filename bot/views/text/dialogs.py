"""The questions that Slack asks before a button does something: what it costs, what it removes."""

from bot.domain.generation import Generation
from bot.domain.pricing import PriceList
from bot.domain.task import Task
from bot.views.blocks import Dialog
from bot.views.text import labels, money
from bot.views.text.wishes import OURS


def approve_and_make_video(price: str) -> Dialog:
    return Dialog(
        title=labels.APPROVE,
        text=f"Approve and make the video? {money.about_first(price)}.",
        yes=labels.APPROVE,
    )


def delete(task: Task, *, provider_deletes: bool) -> Dialog:
    what = "picture" if task.kind.word == "image" else "video"
    label = labels.provider_label(task.generation.provider)
    if task.generation.provider == OURS:
        removes = f"Removes the {what} here and our copy."
    elif provider_deletes:
        removes = f"Removes the {what} here, our copy and {label}'s."
    else:
        removes = f"Removes the {what} here and our copy. {label} keeps its own: it has no delete call."
    spent = "" if task.generation.provider == OURS else " Credits are not returned."
    return Dialog(
        title=f"Delete this {task.kind.word}?",
        text=f"{removes}{spent}",
        yes=labels.DELETE,
        no="Keep",
        danger=True,
    )


def try_again(task: Task, again: Generation, prices: PriceList) -> Dialog:
    """The same is ordered anew, by the call `again`, and paid anew."""
    price = money.price_of_generation(prices, again) or money.estimate(task, prices)
    return Dialog(
        title=labels.TRY_AGAIN,
        text=f"Order the same {task.kind.word} once more? {money.about_first(price)}.",
        yes=labels.TRY_AGAIN,
    )


def try_again_free(task: Task) -> Dialog:
    """What is paid already is fetched and posted once more."""
    return Dialog(
        title=labels.TRY_AGAIN,
        text=f"Free: the {task.kind.word} is paid already, it is only fetched and posted once more.",
        yes=labels.TRY_AGAIN,
    )


def send_again(task: Task, prices: PriceList) -> Dialog:
    return Dialog(
        title=labels.SEND_AGAIN,
        text=f"You may pay twice, {money.about(money.estimate(task, prices))}.",
        yes=labels.SEND_AGAIN,
        danger=True,
    )


def give_up(task: Task, prices: PriceList, provider_label: str) -> Dialog:
    price = money.estimate(task, prices)
    unseen = f"the {task.kind.word} will not be shown"
    return Dialog(
        title=labels.GIVE_UP,
        text=f"This ends the task. {provider_label} may still charge {price}, and {unseen}.",
        yes=labels.GIVE_UP,
    )


def cancel_rendering(task: Task, prices: PriceList, provider_label: str) -> Dialog:
    price = money.about(money.estimate(task, prices))
    unseen = f"The {task.kind.word} will not be shown."
    return Dialog(
        title=f"Cancel this {task.kind.word}?",
        text=f"{provider_label} cannot be stopped and still charges {price}. {unseen}",
        yes="Cancel it",
        no="Let it run",
    )


def approve_spend(task: Task, prices: PriceList) -> Dialog:
    price = money.about(money.estimate(task, prices))
    return Dialog(title=labels.APPROVE_SPEND, text=f"Spend {price}?", yes=labels.APPROVE_SPEND)
