"""Writing to disk whole or not at all."""

import errno
from pathlib import Path

import pytest

from bot.errors import StorageFull
from bot.media.sink import Sink, disk_room


def test_leaving_without_an_end_leaves_nothing(tmp_path: Path) -> None:
    with Sink(tmp_path / "film") as sink:
        sink.write(b"half")

    assert list(tmp_path.iterdir()) == []


def test_an_earlier_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    film = tmp_path / "film"
    film.write_bytes(b"old")

    with Sink(film) as sink:
        sink.write(b"new")
        assert film.read_bytes() == b"old"
        sink.finish()

    assert film.read_bytes() == b"new"


def test_a_link_in_the_way_is_replaced_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "film.part").symlink_to(victim)

    with Sink(tmp_path / "film") as sink:
        sink.write(b"new")
        sink.finish()

    assert victim.read_bytes() == b"precious"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_that_takes_no_more_is_said_so(number: int) -> None:
    with pytest.raises(StorageFull), disk_room():
        raise OSError(number, "no room")


def test_other_faults_of_the_disk_are_not_called_full() -> None:
    with pytest.raises(PermissionError), disk_room():
        raise PermissionError(errno.EACCES, "not yours")
