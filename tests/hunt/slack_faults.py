"""What Slack can answer in place of a yes, and to which calls. One row adds a fault to every effect."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure


@dataclass(frozen=True, slots=True)
class SlackFault:
    """`times`: to how many calls of the effect it is the answer. `after`: the call was done all the same."""

    name: str
    error: Callable[[str], SlackError]
    times: int
    after: bool = False


ALWAYS: Final = 10**9
PASSING: Final = 3


def _refusal(word: str) -> SlackFault:
    return SlackFault(word, lambda method: SlackError(method, word), ALWAYS)


SLACK_FAULTS: Final = (
    SlackFault("429", lambda method: SlackBusy(method, timedelta(seconds=30)), PASSING),
    SlackFault("5xx", lambda method: SlackDown(method, "http_503"), PASSING),
    SlackFault("timeout before", lambda method: SlackUnsure(method, "timeout"), PASSING),
    SlackFault("timeout after", lambda method: SlackUnsure(method, "timeout"), 1, after=True),
    _refusal("message_not_found"),
    _refusal("thread_not_found"),
    _refusal("is_archived"),
    _refusal("channel_not_found"),
    _refusal("not_in_channel"),
    _refusal("restricted_action"),
    _refusal("token_revoked"),
    _refusal("account_inactive"),
    _refusal("missing_scope"),
    _refusal("storage_limit_reached"),
    _refusal("file_not_found"),
    _refusal("invalid_blocks"),
    _refusal("internal_error"),
    _refusal("a_word_of_tomorrow"),
)

EFFECTS: Final = (
    "conversations.info",
    "users.info",
    "conversations.history",
    "chat.postMessage",
    "chat.update",
    "files.getUploadURLExternal",
    "upload",
    "files.completeUploadExternal",
    "files.info",
)

DONE_UNHEARD: Final = frozenset({"chat.postMessage", "files.completeUploadExternal"})
"""Calls that leave something behind when only their answer is lost."""

LOOKING: Final = "conversations.history"
LOST_POST: Final = SlackFault("lost post", lambda method: SlackUnsure(method, "timeout"), 1, after=True)
"""A post is looked for only after its answer was lost."""
