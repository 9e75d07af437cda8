"""The one place where text of people and providers becomes harmless.

Three kinds of text, and how each is made:
- plain: what plain_text shows as it is (`clean`, `one_line`, `cut`);
- mrkdwn: foreign text escaped once (`escape`, `quote`), our own mentions and times (`mention`, `moment`);
- a sentence: ours, kept with a task or raised as an error. Plain but for `<@U…>`, which `sentence` brings to
  life; foreign words go into it through `inert`.
https://docs.slack.dev/messaging/formatting-message-text
"""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Final

from bot.domain.task import UserId

LONGEST: Final = 3_000
"""The most that one text object holds: https://docs.slack.dev/reference/block-kit/composition-objects/text-object"""

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
"""Controls, bidi and zero-width characters, halves of surrogate pairs."""

_BLANKS: Final = str.maketrans(
    {**dict.fromkeys("\u034f\u115f\u1160\u3164\uffa0"), "\t": " ", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}
)
_SPACES: Final = re.compile(r"\s+")
_CROWD: Final = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_OUR_MENTION: Final = re.compile(r"&lt;@([UW][A-Z0-9]{2,20})&gt;")
_BRACKETS: Final = str.maketrans("<>", "\u2039\u203a")
_QUIET_AT: Final = "\uff20"
"""The fullwidth @, by which nobody is called."""

_UNTYPED: Final = frozenset({"Cc", "Cs"})


def clean(text: str) -> str:
    """Without characters that hide, reorder or control; line ends stay."""
    plain = text.replace("\r\n", "\n").translate(_BLANKS)
    if plain.isascii() and plain.isprintable():
        return plain
    return "".join(letter for letter in plain if letter == "\n" or not _is_unseen(letter))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN


def one_line(text: str) -> str:
    return _SPACES.sub(" ", clean(text)).strip()


def cut(text: str, limit: int) -> str:
    """At most `limit` code points, which is how Slack counts, the last one an ellipsis when it was longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def typed(text: str, limit: int) -> str:
    """What a person typed, for a form that shows it again: unchanged but for what no keyboard makes."""
    kept = (letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in _UNTYPED)
    return "".join(kept)[:limit]


def escape(text: str, limit: int = LONGEST) -> str:
    """Foreign text as mrkdwn in which nothing is a mention or a link, at most `limit` long when escaped."""
    quiet = _CROWD.sub(_QUIET_AT, clean(text))
    escaped = quiet.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _cut_between_entities(escaped, limit)


def quote(text: str, limit: int) -> str:
    """Foreign text on one line in quotation marks, as mrkdwn; `limit` counts the marks too."""
    return f"“{escape(one_line(text), limit - 2)}”"


def quote_plain(text: str, limit: int) -> str:
    """The same for plain_text."""
    return f"“{cut(one_line(text), limit - 2)}”"


def sentence(text: str, limit: int = LONGEST) -> str:
    """One of our sentences as mrkdwn: escaped whole, then its `<@U…>` made mentions of people again."""
    return _OUR_MENTION.sub(r"<@\1>", escape(text, limit))


def inert(text: str, limit: int) -> str:
    """Foreign words to be put into a sentence of ours: they can never become a mention there."""
    return cut(one_line(_CROWD.sub(_QUIET_AT, clean(text))).translate(_BRACKETS), limit)


def mention(person: UserId) -> str:
    return f"<@{person}>"


def moment(at: datetime) -> str:
    """A time of day that each reader sees in their own time zone."""
    utc = at.astimezone(UTC)
    return f"<!date^{int(utc.timestamp())}^{{time}}|{utc:%H:%M} UTC>"


def day(at: datetime) -> str:
    """A day that each reader sees in their own time zone, in words where it is near."""
    utc = at.astimezone(UTC)
    return f"<!date^{int(utc.timestamp())}^{{date_short_pretty}}|{utc:%Y-%m-%d}>"


def when(at: datetime) -> str:
    """Day and time of day, each reader's own."""
    utc = at.astimezone(UTC)
    return f"<!date^{int(utc.timestamp())}^{{date_short_pretty}} {{time}}|{utc:%Y-%m-%d %H:%M} UTC>"


def link(url: str, words: str) -> str:
    """A link of ours; what could end it early is percent-encoded."""
    safe = url.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    return f"<{safe}|{escape(words)}>"


def _cut_between_entities(escaped: str, limit: int) -> str:
    if len(escaped) <= limit:
        return escaped
    short = escaped[: limit - 1]
    start = short.rfind("&")
    if start != -1 and ";" not in short[start:]:
        short = short[:start]
    return short.rstrip() + "…"
