"""The archive and its sidecars."""

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from bot.domain.generation import Generation, JobId, Kind
from bot.domain.task import ChannelId, Media, Status, Task, TaskId, TeamId, UserId
from bot.media import Archive, Fetched
from tests.media.conftest import PNG

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "media")


@pytest.fixture
def task() -> Task:
    return Task(
        id=TaskId("GL-7K3Q"),
        team=TeamId("T1"),
        channel=ChannelId("C1"),
        requester=UserId("U1"),
        generation=Generation(
            provider="creatify", call="gen_image", kind=Kind.IMAGE, inputs={"prompt": "rote Schuhe 👟"}
        ),
        lineage=TaskId("GL-7K3Q"),
        created_at=NOW,
        changed_at=NOW,
        estimate=Decimal(2),
        status=Status.FETCHING,
        job_id=JobId("job-1"),
    )


def fetched(archive: Archive, task: Task, content: bytes = PNG) -> Fetched:
    place = archive.incoming(task)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return Fetched(path=place, sha256=sha256(content).hexdigest(), size=len(content), mime="image/png")


def kept(archive: Archive, task: Task) -> Task:
    return replace(task, media=archive.keep(task, fetched(archive, task)))


def sidecar(archive: Archive, task: Task) -> Path:
    return archive.path(task).with_suffix(".json")


def test_a_file_is_kept_byte_for_byte_under_its_own_sum(archive: Archive, task: Task) -> None:
    done = kept(archive, task)

    assert done.media == Media(
        path=f"GL-7K3Q/{sha256(PNG).hexdigest()}.png",
        sha256=sha256(PNG).hexdigest(),
        size=len(PNG),
        mime="image/png",
    )
    assert archive.path(done).read_bytes() == PNG
    assert not archive.incoming(task).exists()


def test_keeping_the_same_again_is_no_fault(archive: Archive, task: Task) -> None:
    assert kept(archive, task) == kept(archive, task)


def test_the_sidecar_says_where_a_file_came_from(archive: Archive, task: Task) -> None:
    done = kept(archive, task)

    known = json.loads(sidecar(archive, done).read_text())

    assert known["prompt"] == "rote Schuhe 👟"
    assert (known["provider"], known["job"], known["requester"]) == ("creatify", "job-1", "U1")
    assert (known["credits"], known["credits_are_estimated"], known["approver"]) == ("2", True, None)
    assert (known["sha256"], known["requested_at"]) == (sha256(PNG).hexdigest(), "2026-01-01T12:00:00+00:00")


def test_the_sidecar_is_brought_up_to_the_task_as_it_is(archive: Archive, task: Task) -> None:
    done = kept(archive, task)
    approved = replace(done, decided_by=UserId("U2"), decided_at=NOW, cost=Decimal("1.5"))

    archive.write_provenance(approved)

    known = json.loads(sidecar(archive, done).read_text())
    assert (known["approver"], known["credits"], known["credits_are_estimated"]) == ("U2", "1.5", False)
    assert {place.suffix for place in archive.path(done).parent.iterdir()} == {".png", ".json"}


def test_nobody_else_may_look_in(archive: Archive, task: Task) -> None:
    done = kept(archive, task)

    assert stat.S_IMODE(archive.path(done).parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(sidecar(archive, done).stat().st_mode) == 0o600


def test_removing_leaves_nothing_and_may_be_done_twice(archive: Archive, task: Task) -> None:
    done = kept(archive, task)
    folder = archive.path(done).parent

    archive.remove(done)
    archive.remove(done)

    assert not folder.exists()
    assert not archive.holds(done)


def test_removing_what_was_never_kept_is_no_fault(archive: Archive, task: Task) -> None:
    archive.remove(task)


def test_a_file_that_lost_bytes_is_not_held(archive: Archive, task: Task) -> None:
    done = kept(archive, task)
    assert archive.holds(done)

    archive.path(done).write_bytes(b"less")

    assert not archive.holds(done)


@pytest.mark.parametrize("name", ["../outside.png", "/etc/passwd", "GL-7K3Q/../../outside.png"])
def test_no_name_leads_out_of_the_archive(archive: Archive, task: Task, name: str) -> None:
    lost = replace(task, media=Media(path=name, sha256="0" * 64, size=1, mime="image/png"))

    with pytest.raises(FileNotFoundError):
        archive.path(lost)
    with pytest.raises(FileNotFoundError):
        archive.remove(lost)


def test_a_task_without_media_has_no_path(archive: Archive, task: Task) -> None:
    with pytest.raises(FileNotFoundError):
        archive.path(task)


def test_what_was_lent_is_found_again_and_given_back_when_its_time_is_over(archive: Archive) -> None:
    place = TaskId("slack-F0PICTURE1")
    arrived = archive.arriving(place)
    arrived.parent.mkdir(parents=True)
    arrived.write_bytes(PNG)
    fetched = Fetched(path=arrived, sha256=sha256(PNG).hexdigest(), size=len(PNG), mime="image/png")

    lent = archive.lend(place, fetched)

    assert archive.borrowed(place) == lent
    assert archive.file(lent.path).read_bytes() == PNG
    archive.give_back(before=datetime(2000, 1, 1, tzinfo=UTC))
    assert archive.borrowed(place) == lent
    archive.give_back(before=datetime(2100, 1, 1, tzinfo=UTC))
    assert archive.borrowed(place) is None
    assert not (archive.root / place).exists()
