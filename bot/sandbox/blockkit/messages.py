"""What a message may be made of: https://docs.slack.dev/reference/methods/chat.postMessage"""

from bot.sandbox.blockkit.blocks import CLASSIC, INPUT, MESSAGE_ONLY, VIDEO
from bot.sandbox.blockkit.cards import GROUPS, PLANS
from bot.sandbox.blockkit.checks import array, by_type
from bot.sandbox.blockkit.ids import repeated_ids
from bot.sandbox.blockkit.problem import Problem, Problems

MOST_BLOCKS = 50
LONGEST_MARKDOWN = 12_000

_KINDS = {**CLASSIC, **INPUT, **MESSAGE_ONLY, **GROUPS, **PLANS}
_without_video = array(by_type(_KINDS), at_most=MOST_BLOCKS)
_with_video = array(by_type({**_KINDS, **VIDEO}), at_most=MOST_BLOCKS)


def problems_in_message(blocks: object, *, video_allowed: bool = False) -> list[Problem]:
    """Everything Slack would refuse in a message's `blocks`; pointers start with `/blocks`.

    A video block needs the scope `links.embed:write` and a domain in the manifest's
    `unfurl_domains`, hence its own switch
    (https://docs.slack.dev/reference/block-kit/blocks/video-block).
    """
    check = _with_video if video_allowed else _without_video
    return [*check(blocks, "/blocks"), *repeated_ids(blocks, "/blocks"), *_message_wide(blocks)]


def _message_wide(blocks: object) -> Problems:
    listed = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    markdown = [block.get("text") for block in listed if block.get("type") == "markdown"]
    if sum(len(text) for text in markdown if isinstance(text, str)) > LONGEST_MARKDOWN:
        yield Problem(f"must be less than {LONGEST_MARKDOWN + 1} characters", "/blocks")
    if sum(block.get("type") == "table" for block in listed) > 1:
        yield Problem("only one table is allowed per message", "/blocks")
