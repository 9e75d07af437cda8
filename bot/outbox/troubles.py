"""What Slack's refusals mean for a task: whether to try again, and the sentence that the person reads."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.slack import Trouble, trouble
from bot.views import text
from storage.store import Claim

MOST_ATTEMPTS: Final = 15
"""How often an effect is tried, a minute apart at the end. Whoever waits for it is told at the last."""

NEVER_SHOWN: Final = "file_never_shown"
"""Our own word: Slack took an upload and then neither read nor shared it."""

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
    if is_passing(error):
        return text.slack_away()
    if error.code == NEVER_SHOWN:
        return text.never_shown()
    say = _SENTENCES.get(kind)
    return say() if say else text.slack_refused(error.code)


def delivery_sentence(error: SlackError) -> str:
    """The same for a result that is paid: ordering it anew elsewhere would be paid again."""
    match trouble(error):
        case Trouble.ARCHIVED:
            return text.archived_before_delivery()
        case Trouble.CHANNEL_GONE:
            return text.gone_before_delivery()
        case _:
            return sentence(error)


def refusal(error: SlackError, claim: Claim) -> str:
    """The sentence for a refusal that stays; what a later try may mend is raised again."""
    if comes_back(error, claim):
        raise error
    return sentence(error)


def without_button(words: str) -> str:
    """The same sentence for a place where no button Try again stands beside it."""
    return words.replace("press Try again", "try again").replace("Press Try again", "Try again")


def comes_back(error: SlackError, claim: Claim) -> bool:
    """Whether to leave it to a later try. At the last one a passing fault has become one that stays."""
    if isinstance(error, SlackBusy):
        return True
    return is_passing(error) and claim.attempts + 1 < MOST_ATTEMPTS


def is_passing(error: SlackError) -> bool:
    """Whether the same call may work later by itself."""
    passing = isinstance(error, SlackBusy | SlackDown | SlackUnsure)
    return passing or trouble(error) is Trouble.RETRY_LATER
