"""Signed links to archived files."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.domain.task import Media, TaskId
from bot.media import MediaLinks

SUM = "ab" * 32
FILM = Media(path=f"GL-7K3Q/{SUM}.mp4", sha256=SUM, size=1, mime="video/mp4")
TASK = TaskId("GL-7K3Q")


@dataclass
class SetClock(SystemClock):
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def links(clock: SetClock) -> MediaLinks:
    return MediaLinks(b"key", clock=clock)


def test_a_link_leads_to_its_file(links: MediaLinks) -> None:
    assert links.path(links.token(TASK, FILM)) == FILM.path


def test_a_link_is_short_enough_for_every_provider(links: MediaLinks) -> None:
    assert len("https://greenlight.example-company.com/media/" + links.token(TASK, FILM)) < 200


def test_a_link_is_good_for_an_hour(links: MediaLinks, clock: SetClock) -> None:
    token = links.token(TASK, FILM)

    clock.at += timedelta(minutes=59, seconds=59)
    assert links.path(token) is not None

    clock.at += timedelta(seconds=1)
    assert links.path(token) is None


def test_another_key_makes_other_links(links: MediaLinks, clock: SetClock) -> None:
    assert MediaLinks(b"other", clock=clock).path(links.token(TASK, FILM)) is None


def test_a_link_changed_in_any_character_leads_nowhere(links: MediaLinks) -> None:
    token = links.token(TASK, FILM)

    for place, letter in enumerate(token):
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        assert links.path(changed) is None


def test_a_link_has_one_spelling(links: MediaLinks) -> None:
    token = links.token(TASK, FILM)

    for other in (token + "=", token + "A", token[:-1], token + "\n", " " + token, token.swapcase()):
        assert links.path(other) is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_is_a_link_by_chance(text: str) -> None:
    assert MediaLinks(b"key").path(text) is None
