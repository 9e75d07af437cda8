"""The pace of a download, on a clock of its own."""

from dataclasses import dataclass

import pytest

from bot.domain.generation import Kind
from bot.errors import MediaCut
from bot.media.body import Body
from tests.media.conftest import MP4


@dataclass
class Ticks:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def body(ticks: Ticks) -> Body:
    return Body(Kind.VIDEO, most_bytes=10**9, slowest=1_000, window=10.0, ticks=ticks)


def test_a_slow_start_is_forgiven_within_the_window(body: Body, ticks: Ticks) -> None:
    for _ in range(9):
        ticks.now += 1
        body.take(b"\0\0\0\x18ftypisom"[:1])


def test_less_than_the_slowest_rate_over_a_window_is_a_cut(body: Body, ticks: Ticks) -> None:
    body.take(MP4[:64])
    ticks.now += 10

    with pytest.raises(MediaCut, match="too slow"):
        body.take(bytes(9_000))


def test_every_window_counts_anew(body: Body, ticks: Ticks) -> None:
    body.take(MP4[:64])
    ticks.now += 10
    body.take(bytes(1_000_000))
    ticks.now += 10

    with pytest.raises(MediaCut):
        body.take(bytes(9_000))


def test_nothing_is_handed_over_before_its_type_is_known(body: Body) -> None:
    body.take(MP4[:30])
    assert body.waiting == 0

    body.take(MP4[30:100])

    assert body.waiting == 100
    assert body.hand_over() == MP4[:100]
    assert body.waiting == 0
