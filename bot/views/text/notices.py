"""Small messages: a sentence or two for one person or channel, at times with buttons."""

from bot.domain.pricing import PriceList
from bot.domain.rounds import Quorum
from bot.domain.task import Task, UserId
from bot.views import ids
from bot.views.blocks import Dialog, actions, button, context, message, plain_section, section
from bot.views.escape import link, mention, one_line, quote, quote_plain, sentence
from bot.views.message import Block, Message
from bot.views.text import labels, money, reviews
from bot.views.text.labels import title_word
from bot.views.text.states import NOTHING_SPENT
from bot.views.text.wishes import wish_words

_LONGEST_PROMPT = 200


def plain(words: str) -> Message:
    """A sentence, and no more."""
    said = sentence(words) or "…"
    return message([said], [section(said)])


def spend_question(task: Task, prices: PriceList) -> Message:
    """Asked in private before a dear order starts."""
    question = f"Spend {money.about(money.estimate(task, prices))}?"
    wish = wish_words(task.generation)
    what = f"{title_word(task.kind)} {quote(wish, _LONGEST_PROMPT)}" if one_line(wish) else ""
    shown = f"{title_word(task.kind)} {quote_plain(wish, _LONGEST_PROMPT)}"
    buttons = [
        button(labels.SPEND, ids.SPEND, task, style="primary"),
        button(labels.CANCEL, ids.SPEND_CANCEL, task),
    ]
    described = [plain_section(shown)] if what else []
    blocks = [section(question), *described, actions(ids.PRIVATE_ROW, buttons)]
    return message([question, *([what] if what else [])], blocks)


def please_decide(task: Task, quorum: Quorum, prices: PriceList, *, again: bool = False) -> Message:
    """Asks for a decision, or recalls it."""
    said = decision_words(task, quorum, prices, again=again)
    return message([said], [section(said)])


def decision_words(task: Task, quorum: Quorum, prices: PriceList, *, again: bool = False) -> str:
    """The same as mrkdwn, for a message that says more."""
    return reviews.please_decide(task, quorum, money.about(money.estimate(task, prices)), again=again)


def asked_instead(task: Task, person: UserId, prices: PriceList) -> Message:
    """Asks somebody else, since nobody has decided."""
    said = reviews.asked_instead(task, person, money.about(money.estimate(task, prices)))
    return message([said], [section(said)])


def refused_privately(task: Task) -> Message:
    """Why nothing was started. A reason that speaks of the button Try again comes with it."""
    said = sentence(task.reason) or "This could not be started."
    blocks: list[Block] = [section(said), context(NOTHING_SPENT)]
    if labels.TRY_AGAIN in said:
        ask = Dialog(title=labels.TRY_AGAIN, text=_price_of_trying(task), yes=labels.TRY_AGAIN)
        again = button(labels.TRY_AGAIN, ids.TRY_AGAIN, task, ask=ask)
        blocks.append(actions(ids.PRIVATE_ROW, [again]))
    return message([said], blocks)


def finished_elsewhere(task: Task, permalink: str) -> Message:
    """For the channel that asked to hear of finished work."""
    prompt = (
        f" {quote(wish_words(task.generation), _LONGEST_PROMPT)}"
        if one_line(wish_words(task.generation))
        else ""
    )
    ready = f"{title_word(task.kind)} for {mention(task.requester)} is ready{prompt}."
    said = f"{ready} {link(permalink, 'Open the thread')}"
    return message([said], [section(said)])


def approved_film(task: Task, permalink: str) -> Message:
    """The final video, shown to its whole channel."""
    by = f" by {mention(task.decided_by)}" if task.decided_by else ""
    said = f"Final video for {mention(task.requester)}, approved{by}. {link(permalink, 'Watch it')}"
    return message([said], [section(said)])


def _price_of_trying(task: Task) -> str:
    """In the provider's credits alone: this message is made without a price list."""
    return f"{money.about_first(money.estimate(task, PriceList()))}."
