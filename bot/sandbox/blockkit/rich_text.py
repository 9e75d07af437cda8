"""Rich text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block"""

from collections.abc import Mapping

from bot.sandbox.blockkit.checks import (
    array,
    boolean,
    by_type,
    integer,
    one_of,
    pattern,
    properties,
    string,
    typed,
)
from bot.sandbox.blockkit.composition import CHANNEL_ID, USER_ID, block_id
from bot.sandbox.blockkit.problem import Check

_MARKS = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_style = properties({}, dict.fromkeys(_MARKS, boolean))
_STYLED: Mapping[str, Check] = {"style": _style}

_inline = by_type(
    {
        "text": typed("text", {"text": string(40_000)}, _STYLED),
        "link": typed("link", {"url": string(3000)}, {"text": string(40_000), "unsafe": boolean, **_STYLED}),
        "emoji": typed(
            "emoji", {"name": string(255)}, {"unicode": string(255), "skin_tone": integer(1, 6), **_STYLED}
        ),
        "user": typed("user", {"user_id": pattern(USER_ID)}, _STYLED),
        "channel": typed("channel", {"channel_id": pattern(CHANNEL_ID)}, _STYLED),
        "usergroup": typed("usergroup", {"usergroup_id": string(255)}, _STYLED),
        "team": typed("team", {"team_id": string(255)}, _STYLED),
        "broadcast": typed("broadcast", {"range": one_of("here", "channel", "everyone")}, _STYLED),
        "color": typed("color", {"value": string(20)}, _STYLED),
        "date": typed(
            "date",
            {"timestamp": integer(0), "format": string(255)},
            {"url": string(3000), "fallback": string(3000), **_STYLED},
        ),
    }
)
_inlines = array(_inline)
_border = integer(0, 1)
_section = typed("rich_text_section", {"elements": _inlines})

_part = by_type(
    {
        "rich_text_section": _section,
        "rich_text_list": typed(
            "rich_text_list",
            {
                "elements": array(by_type({"rich_text_section": _section})),
                "style": one_of("bullet", "ordered"),
            },
            {"indent": integer(0, 8), "offset": integer(0), "border": _border},
        ),
        "rich_text_preformatted": typed(
            "rich_text_preformatted", {"elements": _inlines}, {"border": _border, "language": string(255)}
        ),
        "rich_text_quote": typed("rich_text_quote", {"elements": _inlines}, {"border": _border}),
    }
)

rich_text = typed("rich_text", {"elements": array(_part)}, {"block_id": block_id})
rich_text_block = by_type({"rich_text": rich_text})
