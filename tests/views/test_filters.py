from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.generation import Kind
from bot.domain.task import ChannelId, Status, UserId
from bot.errors import PersonError
from bot.views import ids
from bot.views.filters import ListTasks, read_filters, spelled
from tests.views.hostile import texts

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
BEN = UserId("U0BEN00001")
STUDIO = ChannelId("C0STUDIO01")
FAILED = frozenset({Status.FAILED})
FILMS = frozenset({Kind.VIDEO, Kind.AVATAR_VIDEO, Kind.AUDIO})


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", {}),
        ("from:<@U0BEN00001|ben> status:failed", {"person": BEN, "statuses": FAILED}),
        ("<@U0BEN00001> FAILED", {"person": BEN, "statuses": FAILED}),
        ("from:me", {"mine": True}),
        ("by:<@U0BEN00001|Ben the Bold>", {"person": BEN}),
        (
            "in:<#C0STUDIO01|studio> is:awaiting-approval",
            {"channel": STUDIO, "statuses": {Status.AWAITING_APPROVAL}},
        ),
        ('status:"awaiting approval"', {"statuses": {Status.AWAITING_APPROVAL}}),
        ("failed refused", {"statuses": {Status.FAILED, Status.REFUSED}}),
        ("provider:Akool heygen", {"providers": {"akool", "heygen"}}),
        ("kind:image", {"kinds": {Kind.IMAGE}}),
        ("videos", {"kinds": FILMS}),
        ("kind:avatar_video", {"kinds": {Kind.AVATAR_VIDEO}}),
        ("since:2026-01-31", {"since": day(1, 31)}),
        ("until:2026-01-31", {"until": day(2, 1)}),
        ("after:2026-01-31", {"since": day(2, 1)}),
        ("before:2026-01-31", {"until": day(1, 31)}),
        ("since:yesterday until:yesterday", {"since": day(3, 9), "until": day(3, 10)}),
        ("since:today", {"since": day(3, 10)}),
        ("since:7d", {"since": NOW - timedelta(days=7)}),
        (
            "since:12hours before:30min",
            {"since": NOW - timedelta(hours=12), "until": NOW - timedelta(minutes=30)},
        ),
        ("since:2026-01-31T10:00+02:00", {"since": datetime(2026, 1, 31, 8, tzinfo=UTC)}),
        ("linen bag", {"words": ("linen", "bag")}),
        ("“linen bag” red", {"words": ("linen bag", "red")}),
        ('text:failed "mine"', {"words": ("failed", "mine")}),
        ("ratio:16x9", {"words": ("ratio:16x9",)}),
        ("<https://shop.example/bag.jpg|bag>", {"words": ("https://shop.example/bag.jpg",)}),
    ],
)
def test_filters_are_read_in_any_order_and_spelling(typed: str, meant: dict[str, Any]) -> None:
    assert read_filters(typed, now=NOW) == ListTasks(**meant)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("status:somehow", "state"),
        ("kind:sculpture", "kind"),
        ("provider:acme", "provider"),
        ("since:soon", "time"),
        ("until:2026-13-01", "time"),
        ("@ben", "person"),
        ("from:ben", "person"),
        ("#launch", "channel"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(typed: str, word: str) -> None:
    with pytest.raises(PersonError, match=f"I do not know the {word}"):
        read_filters(typed, now=NOW)


@given(
    st.booleans(),
    st.none() | st.just(BEN),
    st.none() | st.just(STUDIO),
    st.frozensets(st.sampled_from(Status)),
    st.frozensets(st.sampled_from(["image", "video", "avatar-video", "audio", "akool", "creatify"])),
    st.none() | st.datetimes(min_value=datetime(2001, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis asks for a naive one
    st.lists(texts, max_size=12),
)
def test_filters_survive_their_button(
    mine: bool,
    person: UserId | None,
    channel: ChannelId | None,
    statuses: frozenset[Status],
    more: frozenset[str],
    since: datetime | None,
    words: list[str],
) -> None:
    first = read_filters(" ".join([*more, *words]) if not _odd(words) else " ".join(more), now=NOW)
    wanted = ListTasks(
        mine=mine,
        person=person,
        channel=channel,
        statuses=statuses,
        providers=first.providers,
        kinds=first.kinds,
        since=since,
        until=since,
        words=first.words,
    )

    value = ids.page_value(2**53, spelled(wanted))
    place, filters = ids.read_page_value(value)

    assert len(value) <= 2_000
    assert place == 2**53
    assert read_filters(filters, now=NOW + timedelta(days=400)) == wanted


def _odd(words: list[str]) -> bool:
    """Whether something among hostile texts is a filter that is refused."""
    try:
        read_filters(" ".join(words), now=NOW)
    except PersonError:
        return True
    return False


@pytest.mark.parametrize("value", ["", ":", "x:failed", "-1:", "1" * 19, "\u0661:"])
def test_a_value_that_is_not_ours_is_refused(value: str) -> None:
    with pytest.raises(PersonError):
        ids.read_page_value(value)
