"""Pictures and films of the sandbox, each drawn by one of the test processes for all of them."""

import hashlib
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from bot.sandbox.heygen import films as spoken
from bot.sandbox.pictures import darkroom, films

DRAWERS = ("_picture", "_scene", "_film", "_portrait")


@pytest.fixture(scope="session", autouse=True)
def drawn_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "drawn"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in DRAWERS:
            kept = _kept(getattr(darkroom, name), folder / name)
            patch.setattr(darkroom, name, lru_cache(maxsize=32)(kept))
        yield


@pytest.fixture(autouse=True)
def few_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that nobody watches the films of."""
    for frames in (films, spoken):
        monkeypatch.setattr(frames, "FPS", 2)


def _kept(draw: Callable[..., bytes], prefix: Path) -> Callable[..., bytes]:
    """`draw`, asked once for each set of arguments."""

    def drawn(*args: object, **options: object) -> bytes:
        asked = hashlib.sha256(repr((films.FPS, args, sorted(options.items()))).encode()).hexdigest()
        path = Path(f"{prefix}-{asked}")
        if not path.exists():
            unfinished = path.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(draw(*args, **options))
            unfinished.rename(path)
        return path.read_bytes()

    return drawn
