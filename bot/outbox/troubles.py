"""What Slack's refusals mean for a task, and the sentence that the person reads."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.slack import Trouble, trouble
from bot.views import text

_SENTENCES: Final[Mapping[Trouble, Callable[[], str]]] = {
    Trouble.NOT_IN_CHANNEL: text.not_in_channel,
    Trouble.ARCHIVED: text.channel_archived,
    Trouble.CHANNEL_GONE: text.channel_gone,
    Trouble.RESTRICTED: text.channel_restricted,
    Trouble.STORAGE_FULL: text.storage_full,
    Trouble.UPLOAD_REFUSED: text.upload_refused,
    Trouble.TOO_BIG: text.upload_too_big,
    Trouble.TOKEN_DEAD: text.token_dead,
}


def sentence(error: SlackError) -> str:
    """What a person has to know and do about this refusal. Call it only for refusals that stay."""
    kind = trouble(error)
    if kind is Trouble.MISSING_SCOPE:
        return text.missing_scope(error.detail)
    say = _SENTENCES.get(kind)
    return say() if say else text.slack_refused(error.code)


def refusal(error: SlackError) -> str:
    """The sentence for a refusal that stays; a passing fault is raised again, to be tried later."""
    if is_passing(error):
        raise error
    return sentence(error)


def is_passing(error: SlackError) -> bool:
    """Whether the same call may work later by itself."""
    passing = isinstance(error, SlackBusy | SlackDown | SlackUnsure)
    return passing or trouble(error) is Trouble.RETRY_LATER
