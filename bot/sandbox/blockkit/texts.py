"""Text objects: https://docs.slack.dev/reference/block-kit/composition-objects/text-object"""

from bot.sandbox.blockkit.checks import boolean, by_type, string, typed
from bot.sandbox.blockkit.problem import Check, Problem, Problems

LONGEST_TEXT = 3000


def plain_text(at_most: int) -> Check:
    return by_type({"plain_text": _plain(at_most)})


def any_text(at_most: int = LONGEST_TEXT) -> Check:
    """plain_text or mrkdwn; where both may stand Slack names the object as well as the fault in it."""
    both_kinds = by_type({"plain_text": _plain(at_most), "mrkdwn": _mrkdwn(at_most)})

    def check(value: object, pointer: str) -> Problems:
        problems = list(both_kinds(value, pointer))
        if problems:
            yield Problem("failed to match all allowed schemas", pointer)
        yield from problems

    return check


def mrkdwn_text(at_most: int) -> Check:
    return by_type({"mrkdwn": _mrkdwn(at_most)})


def _plain(at_most: int) -> Check:
    return typed("plain_text", {"text": string(at_most)}, {"emoji": boolean})


def _mrkdwn(at_most: int) -> Check:
    return typed("mrkdwn", {"text": string(at_most)}, {"verbatim": boolean})


def text_length(blocks: object) -> int:
    """How many characters of text all blocks hold together, which Slack limits message-wide.

    The ceiling is not documented: 9,597 characters were accepted and 11,341 refused
    with `msg_blocks_too_long` (https://github.com/slackapi/bolt-js/issues/2867).
    """
    if isinstance(blocks, list):
        return sum(text_length(entry) for entry in blocks)
    if isinstance(blocks, dict):
        own = blocks.get("text")
        rest = (text_length(entry) for name, entry in blocks.items() if name != "text")
        return (len(own) if isinstance(own, str) else text_length(own)) + sum(rest)
    return 0
