"""What other processes deleted or tidied away goes from this one's folder as well."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bot.domain.task import TaskId
from bot.media import Archive
from bot.outbox.tidy import tidy
from bot.outbox.tools import Tools
from tests.domain.examples import NOW

KEEP = timedelta(days=180)


def put(root: Path, name: str, *, age: timedelta = timedelta()) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a picture")
    os.utime(path, times=((NOW - age).timestamp(),) * 2)


async def nothing(*_: Any, **__: Any) -> Sequence[Any]:
    return ()


async def test_copies_of_what_is_gone_elsewhere_go_here(tmp_path: Path) -> None:
    async def deleted_among(tasks: Sequence[TaskId]) -> frozenset[TaskId]:
        return frozenset({TaskId("GL-GONE")} & set(tasks))

    put(tmp_path, "GL-GONE/a.png")
    put(tmp_path, "GL-GONE/a.json")
    put(tmp_path, "GL-OLD/a.png", age=KEEP + timedelta(days=1))
    put(tmp_path, "GL-KEPT/a.png", age=KEEP - timedelta(days=1))
    put(tmp_path, "incoming/GL-NEW")
    store = SimpleNamespace(
        media_before=nothing, media_tidied=nothing, tidy=nothing, deleted_among=deleted_among
    )
    clock = SimpleNamespace(now=lambda: NOW)
    tools: Any = SimpleNamespace(store=store, clock=clock, archive=Archive(tmp_path))

    await tidy(cast("Tools", tools), keep=KEEP)

    assert here(tmp_path) == ["GL-KEPT/a.png", "incoming/GL-NEW"]


def here(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
