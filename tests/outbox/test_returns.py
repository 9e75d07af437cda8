"""What counts as a file that came back from Slack: the very bytes that were archived, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.domain.task import Media, Status, Task, TaskId
from bot.errors import SlackDown, SlackError
from bot.media import Archive
from bot.media.archive import media_name
from bot.outbox.returns import Returns
from bot.slack import Slack, SlackFile
from storage.store import Store
from tests.domain.examples import task
from tests.media.conftest import PNG

NAME = media_name(TaskId("GL-7K3Q"), sha256(PNG).hexdigest(), "image/png")
PICTURE = Media(path=NAME, sha256=sha256(PNG).hexdigest(), size=len(PNG), mime="image/png", slack_file="F1")
SHOWN = task(Status.DELIVERED, media=PICTURE)


class Cabinet:
    """The part of Slack that hands out files."""

    def __init__(self, content: bytes = PNG, fault: SlackError | None = None) -> None:
        self.held, self.fault, self.read = content, fault, 0

    async def file(self, file_id: str) -> SlackFile:
        if self.fault is not None:
            raise self.fault
        return SlackFile(id=file_id, exists=file_id == "F1", url="https://files.slack.com/F1")

    async def content(self, _: SlackFile, *, most_bytes: int) -> AsyncIterator[bytes]:
        self.read += 1
        assert most_bytes >= len(PNG)
        await asyncio.sleep(0)
        yield self.held


def returns(folder: Path, cabinet: Cabinet, known: Task = SHOWN) -> Returns:
    async def load(name: TaskId) -> Task | None:
        return known if name == known.id else None

    store: Any = SimpleNamespace(load=load)
    return Returns(store=cast("Store", store), slack=cast("Slack", cabinet), archive=Archive(folder))


async def test_a_missing_file_is_fetched_once_and_lies_here_then(tmp_path: Path) -> None:
    cabinet = Cabinet()
    here = returns(tmp_path, cabinet)

    found = await asyncio.gather(*(here.bring(NAME) for _ in range(5)))

    assert {path.read_bytes() for path in found} == {PNG}
    assert cabinet.read == 1
    assert await here.has(SHOWN)
    assert not list((tmp_path / "incoming").iterdir())


async def test_a_lent_picture_comes_back_as_well(tmp_path: Path) -> None:
    name = media_name(TaskId("slack-F1"), PICTURE.sha256, "image/png")

    assert (await returns(tmp_path, Cabinet()).bring(name)).read_bytes() == PNG


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("cabinet", "known"),
    [
        (Cabinet(PNG + b"more"), SHOWN),
        (Cabinet(b"<html>"), SHOWN),
        (Cabinet(fault=SlackError("files.info", "file_not_found")), SHOWN),
        (Cabinet(fault=SlackError("download", "missing_scope")), SHOWN),
        (Cabinet(), replace(SHOWN, media=replace(PICTURE, slack_file="F2"))),
        (Cabinet(), replace(SHOWN, media=replace(PICTURE, slack_file=None))),
        (Cabinet(), replace(SHOWN, media=replace(PICTURE, path="GL-7K3Q/other.png"))),
        (Cabinet(), replace(SHOWN, status=Status.DELETED)),
        (Cabinet(), replace(SHOWN, media=None)),
        (Cabinet(), replace(SHOWN, id=TaskId("GL-2222"))),
    ],
)
async def test_anything_else_is_not_the_file(tmp_path: Path, cabinet: Cabinet, known: Task) -> None:
    with pytest.raises(FileNotFoundError):
        await returns(tmp_path, cabinet, known).bring(NAME)

    assert not files(tmp_path)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "GL-7K3Q/../../secret"])
async def test_no_name_leads_out_of_the_archive(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        await returns(tmp_path / "archive", Cabinet()).bring(name)


async def test_a_slack_that_is_away_is_no_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SlackDown):
        await returns(tmp_path, Cabinet(fault=SlackDown("files.info", "unreachable"))).bring(NAME)
