"""What people type behind `/greenlight tasks`: which tasks they want to see, in any order and spelling."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.generation import Kind
from bot.domain.task import ChannelId, Status, UserId
from bot.errors import PersonError
from bot.views.escape import inert, one_line

MOST_WORDS: Final = 10
LONGEST_WORD: Final = 60
"""All filters together have to fit into a button's value, which holds 2,000 letters."""


_QUOTES: Final = '"“”„«»'
_PIECE: Final = re.compile(rf"(?:(\w+):)?(?:(<[^>]*>)|[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|(\S+))")
_MENTION: Final = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL: Final = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
_LINK: Final = re.compile(r"<(https?://[^>|]*)(?:\|[^>]*)?>", re.IGNORECASE)
_AGO: Final = re.compile(r"(\d{1,4})\s*(min|h|d|w)\w*")
_UNITS: Final = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTasks:
    """Which tasks to list; what is None or empty narrows nothing. `until` is not in it any more."""

    mine: bool = False
    person: UserId | None = None
    channel: ChannelId | None = None
    statuses: frozenset[Status] = frozenset()
    providers: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    words: tuple[str, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether more was asked for than somebody's or a channel's tasks."""
        return bool(self.statuses or self.providers or self.kinds or self.since or self.until or self.words)


_OPEN: Final = frozenset(status for status in Status if status.is_open)
_STATUSES: Final[Mapping[str, frozenset[Status]]] = {
    "open": _OPEN,
    "running": _OPEN,
    "waiting": frozenset({Status.AWAITING_APPROVAL, Status.DELIVERED}),
    "done": frozenset({Status.DELIVERED, Status.APPROVED}),
    "stuck": frozenset({Status.UNKNOWN, Status.STALLED, Status.UNDELIVERED}),
    **{status.value.replace("_", "-"): frozenset({status}) for status in Status},
}
_KINDS: Final[Mapping[str, frozenset[Kind]]] = {
    "image": frozenset({Kind.IMAGE}),
    "images": frozenset({Kind.IMAGE}),
    "video": frozenset(Kind) - {Kind.IMAGE},
    "videos": frozenset(Kind) - {Kind.IMAGE},
    "avatar-video": frozenset({Kind.AVATAR_VIDEO}),
    "audio": frozenset({Kind.AUDIO}),
}
PROVIDERS: Final = ("creatify", "akool", "heygen")
"""Those that come along; other packages may bring more."""

_MINE: Final = frozenset({"mine", "my", "me"})


def read_filters(text: str, *, now: datetime, providers: Collection[str] = PROVIDERS) -> ListTasks:
    """Every piece narrows further; what is no filter is text that has to occur.

    Raises PersonError for a filter that cannot be read.
    """
    wanted = ListTasks()
    for key, piece, is_text in _pieces(text):
        if key:
            wanted = _READERS[key](wanted, piece, now)
        elif not is_text and piece.lower() in providers:
            wanted = _provider(wanted, piece)
        else:
            wanted = _bare(wanted, piece, is_text=is_text)
    for name in sorted(wanted.providers - set(providers)):
        *most, last = providers
        raise PersonError(f"I do not know the provider “{inert(name, 40)}”. Try {', '.join(most)} or {last}.")
    return wanted


def spelled(wanted: ListTasks) -> str:
    """The same filters as text that `read_filters` reads, whenever that will be."""
    return " ".join(
        [
            *(["mine"] if wanted.mine else []),
            *([f"from:<@{wanted.person}>"] if wanted.person else []),
            *([f"in:<#{wanted.channel}>"] if wanted.channel else []),
            *(f"status:{status.value.replace('_', '-')}" for status in sorted(wanted.statuses)),
            *(f"provider:{provider}" for provider in sorted(wanted.providers)),
            *(f"kind:{kind.value.replace('_', '-')}" for kind in sorted(wanted.kinds)),
            *([f"since:{wanted.since.isoformat()}"] if wanted.since else []),
            *([f"until:{wanted.until.isoformat()}"] if wanted.until else []),
            *(f'text:"{word}"' for word in wanted.words),
        ]
    )


def _pieces(text: str) -> Iterator[tuple[str, str, bool]]:
    """Key (empty where there is none that we know), piece, and whether it stood in quotation marks."""
    for found in _PIECE.finditer(text):
        key, link, quoted, word = found.groups()
        piece = link or (quoted if quoted is not None else word)
        known = key.lower() if key else ""
        if known in _READERS:
            yield known, piece, quoted is not None
        else:
            yield "", f"{key}:{piece}" if key else piece, quoted is not None


def _bare(wanted: ListTasks, piece: str, *, is_text: bool) -> ListTasks:
    word = piece.lower().replace("_", "-")
    if is_text:
        return _text(wanted, piece)
    if word in _MINE or _MENTION.fullmatch(piece) or piece.startswith("@"):
        return _person(wanted, piece)
    if _CHANNEL.fullmatch(piece) or piece.startswith("#"):
        return _channel(wanted, piece)
    if word in _STATUSES:
        return _status(wanted, piece)
    if word in _KINDS:
        return _kind(wanted, piece)
    return _text(wanted, piece)


def _person(wanted: ListTasks, piece: str) -> ListTasks:
    if piece.lower() in _MINE:
        return replace(wanted, mine=True)
    found = _MENTION.fullmatch(piece)
    if found is None:
        raise PersonError(f"I do not know the person “{inert(piece, 40)}”. Write @ and choose a name.")
    return replace(wanted, person=UserId(found[1]))


def _channel(wanted: ListTasks, piece: str) -> ListTasks:
    found = _CHANNEL.fullmatch(piece)
    if found is None:
        raise PersonError(f"I do not know the channel “{inert(piece, 40)}”. Write # and choose a name.")
    return replace(wanted, channel=ChannelId(found[1]))


def _status(wanted: ListTasks, piece: str) -> ListTasks:
    found = _STATUSES.get(piece.lower().replace("_", "-").replace(" ", "-"))
    if found is None:
        raise PersonError(
            f"I do not know the state “{inert(piece, 40)}”. Try one of: {', '.join(_STATUSES)}."
        )
    return replace(wanted, statuses=wanted.statuses | found)


def _kind(wanted: ListTasks, piece: str) -> ListTasks:
    found = _KINDS.get(piece.lower().replace("_", "-").replace(" ", "-"))
    if found is None:
        raise PersonError(
            f"I do not know the kind “{inert(piece, 40)}”. Try image, video, avatar-video or audio."
        )
    return replace(wanted, kinds=wanted.kinds | found)


def _provider(wanted: ListTasks, piece: str) -> ListTasks:
    return replace(wanted, providers=wanted.providers | {piece.lower()})


def _since(wanted: ListTasks, piece: str, now: datetime) -> ListTasks:
    return replace(wanted, since=_meant(piece, now)[0])


def _after(wanted: ListTasks, piece: str, now: datetime) -> ListTasks:
    return replace(wanted, since=_meant(piece, now)[1])


def _until(wanted: ListTasks, piece: str, now: datetime) -> ListTasks:
    return replace(wanted, until=_meant(piece, now)[1])


def _before(wanted: ListTasks, piece: str, now: datetime) -> ListTasks:
    return replace(wanted, until=_meant(piece, now)[0])


def _meant(piece: str, now: datetime) -> tuple[datetime, datetime]:
    """The first moment that is meant and the first after it: "2026-01-31" is a whole day in UTC, "7d" is
    seven days ago."""
    word = piece.strip().lower()
    ago = _AGO.fullmatch(word)
    try:
        if ago:
            at = now - int(ago[1]) * _UNITS[ago[2]]
            return at, at
        if word in {"today", "yesterday"}:
            day = now.replace(hour=0, minute=0, second=0, microsecond=0)
            start = day if word == "today" else day - timedelta(days=1)
            return start, start + timedelta(days=1)
        at = datetime.fromisoformat(piece.strip())
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        is_day = len(word) <= len("2026-01-31")
        return at, at + timedelta(days=1) if is_day else at
    except (ValueError, OverflowError) as error:
        raise PersonError(
            f"I do not know the time “{inert(piece, 40)}”. Write it like 2026-01-31, 7d or yesterday."
        ) from error


def _text(wanted: ListTasks, piece: str) -> ListTasks:
    link = _LINK.fullmatch(piece)
    typed = "".join(letter for letter in (link[1] if link else piece) if letter not in _QUOTES)
    word = one_line(typed)[:LONGEST_WORD].strip()
    if not word or len(wanted.words) == MOST_WORDS:
        return wanted
    return replace(wanted, words=(*wanted.words, word))


def _timeless(read: Callable[[ListTasks, str], ListTasks]) -> Callable[[ListTasks, str, datetime], ListTasks]:
    return lambda wanted, piece, _: read(wanted, piece)


_READERS: Final[Mapping[str, Callable[[ListTasks, str, datetime], ListTasks]]] = {
    **dict.fromkeys(("from", "by", "person"), _timeless(_person)),
    **dict.fromkeys(("in", "channel"), _timeless(_channel)),
    **dict.fromkeys(("status", "state", "is"), _timeless(_status)),
    **dict.fromkeys(("kind", "type"), _timeless(_kind)),
    "provider": _timeless(_provider),
    "since": _since,
    "after": _after,
    "until": _until,
    "before": _before,
    "text": _timeless(_text),
}
