"""One served bot for all tests of a file, since a start takes its time."""

from collections.abc import Iterator

import pytest

from tests.drawn_once import few_frames as few_frames
from tests.hunt.serving import Serving, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running
