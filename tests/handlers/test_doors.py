"""How many connections there is room for."""

import resource
from collections.abc import Iterator

import pytest

from bot.web import MOST_FILES, MOST_REQUESTS, allow_many_connections


@pytest.fixture
def few_files() -> Iterator[int]:
    """As a service manager starts us; says how many there may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1_000, hard), hard))
    yield MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_all_files_that_the_system_gives_are_taken(few_files: int) -> None:
    allow_many_connections()

    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == few_files
    assert MOST_REQUESTS < MOST_FILES


def test_a_higher_limit_is_left_as_it_is(few_files: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard <= few_files:
        pytest.skip("the system gives no more")
    resource.setrlimit(resource.RLIMIT_NOFILE, (few_files + 1, hard))

    allow_many_connections()

    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == few_files + 1
