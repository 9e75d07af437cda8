"""The look for a job whose answer was lost."""

from datetime import UTC, datetime

import pytest

from bot.domain.generation import JobId
from bot.errors import KeysRefused, Unreadable
from bot.providers.provider import Lost, Request, Search
from tests.providers.heygen.wishes import (
    HEYGEN,
    HOOK,
    JOB,
    KEY,
    NEW_JOB,
    OLD_HEYGEN,
    old_wish,
    recorded,
    wish,
)

NOBODY: frozenset[JobId] = frozenset()
SENT_AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
LOST = Lost(
    generation=wish(),
    request=HEYGEN.submit(wish(), webhook_url=HOOK, key=KEY),
    sent_at=SENT_AT,
    token_sha256=None,
)
OLD_LOST = Lost(
    generation=old_wish(),
    request=OLD_HEYGEN.submit(old_wish(), webhook_url=HOOK),
    sent_at=SENT_AT,
    token_sha256=None,
)


def test_the_title_that_went_out_is_looked_for() -> None:
    assert HEYGEN.look_for(LOST) == Request(
        method="GET", path="/v3/videos", query={"title": f"Greenlight {KEY}", "limit": "50"}
    )


@pytest.mark.parametrize(
    ("name", "claimed", "found"),
    [
        ("list__with_the_lost_video", NOBODY, JOB),
        ("list__with_the_lost_video", frozenset({JOB}), Search.AMBIGUOUS),
        ("list__without_it", NOBODY, Search.NOT_FOUND),
        ("statuses__none", NOBODY, Search.NOT_FOUND),
        ("list__twice", NOBODY, JOB),
        ("list__twice", frozenset({JOB}), NEW_JOB),
    ],
)
def test_a_free_video_of_our_title_is_ours(
    name: str, claimed: frozenset[JobId], found: JobId | Search
) -> None:
    assert HEYGEN.read_found(recorded(name), LOST, claimed=claimed) == found


@pytest.mark.parametrize("name", ["list__cut", "list__unreadable_entry", "video__processing", "create__html"])
def test_a_list_that_is_cut_or_cannot_be_read_is_no_answer(name: str) -> None:
    with pytest.raises(Unreadable):
        HEYGEN.read_found(recorded(name), LOST, claimed=NOBODY)


def test_a_refused_look_is_no_answer() -> None:
    with pytest.raises(KeysRefused):
        HEYGEN.read_found(recorded("error__unauthorized"), LOST, claimed=NOBODY)


def test_what_v1_lost_is_for_a_person() -> None:
    found = OLD_HEYGEN.read_found(recorded("list__with_the_lost_video"), OLD_LOST, claimed=NOBODY)

    assert found is Search.AMBIGUOUS
    assert OLD_HEYGEN.look_for(OLD_LOST).path == "/v1/video.list"


def test_a_look_without_a_title_asks_for_none_of_anybody_elses() -> None:
    untitled = Lost(
        generation=wish(),
        request=HEYGEN.submit(wish(), webhook_url=None),
        sent_at=SENT_AT,
        token_sha256=None,
    )

    assert HEYGEN.look_for(untitled).query["title"] == "Greenlight"
    assert HEYGEN.read_found(recorded("list__twice"), untitled, claimed=NOBODY) is Search.AMBIGUOUS
