"""Keeps finished media byte for byte, each with a sidecar that says where it came from."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.domain.generation import JobId, Json
from bot.domain.task import Media, Task, TaskId
from bot.errors import MediaExpired
from bot.media.download import Fetched
from bot.media.sink import Sink, sync_folder
from bot.media.sniff import EXTENSIONS

_INCOMING: Final = "incoming"
LENT: Final = "slack-"
"""Begins the place of a file that somebody put into Slack."""

_NO_TASKS: Final = (LENT, _INCOMING)
_CHUNK: Final = 1024 * 1024


class Archive:
    """A folder of media: `<task>/<sha256>.<type>`, beside it `<sha256>.json`. Nobody else may read it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def incoming(self, task: Task) -> Path:
        """Where a download of this task goes before its contents are known; safe to use again."""
        return self.arriving(task.id)

    def arriving(self, place: TaskId) -> Path:
        """The same for what belongs to no task."""
        return self.root / _INCOMING / place

    def made(self, job: JobId) -> Path:
        """Where what was made here lies until it is archived."""
        return self.root / _INCOMING / f"{job}.made"

    def take(self, job: JobId, task: Task) -> Fetched:
        """Bring what was made here to where a download of the task would be. It stays where it was as well,
        for a death right after. Raises MediaExpired when there is no such thing."""
        into = self.incoming(task)
        try:
            with self.made(job).open("rb") as content, Sink(into) as sink:
                while chunk := content.read(_CHUNK):
                    sink.write(chunk)
                digest = sink.finish()
        except FileNotFoundError as error:
            raise MediaExpired("It does not lie here any more.") from error
        return Fetched(path=into, sha256=digest, size=sink.size, mime="video/mp4")

    def keep(self, task: Task, fetched: Fetched) -> Media:
        """Take a fetched file in. The same content again is no fault.

        Raises StorageFull when the disk takes no more.
        """
        name = media_name(task.id, fetched.sha256, fetched.mime)
        place = self.root / name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fetched.path.replace(place)
        sync_folder(place.parent)
        sync_folder(self.root)
        media = Media(path=name, sha256=fetched.sha256, size=fetched.size, mime=fetched.mime)
        self._write_sidecar(place, provenance(task, media))
        return media

    def lend(self, place: TaskId, fetched: Fetched) -> Media:
        """Take in what is not ours and only passes through, without a sidecar."""
        media = Media(
            path=media_name(place, fetched.sha256, fetched.mime),
            sha256=fetched.sha256,
            size=fetched.size,
            mime=fetched.mime,
        )
        into = self.root / media.path
        into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fetched.path.replace(into)
        return media

    def take_back(self, name: str, fetched: Fetched) -> None:
        """Put a file that was brought here again where it lay."""
        place = self._inside(name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fetched.path.replace(place)
        sync_folder(place.parent)

    def borrowed(self, place: TaskId) -> Media | None:
        """What was lent there before and is there still."""
        mimes = {ending: mime for mime, ending in EXTENSIONS.items()}
        for path in sorted((self.root / place).glob("*.*")):
            if mime := mimes.get(path.suffix.removeprefix(".")):
                name = f"{place}{os.sep}{path.name}"
                return Media(path=name, sha256=path.stem, size=path.stat().st_size, mime=mime)
        return None

    def give_back(self, *, before: datetime) -> None:
        """Remove what was lent before then."""
        self._remove_older(f"{LENT}*/*", before)

    def expire(self, *, before: datetime) -> None:
        """Remove what came here before then, whoever archived it."""
        self._remove_older("*/*", before)

    def tasks(self) -> Sequence[TaskId]:
        """The tasks of which something lies here."""
        return [TaskId(each.name) for each in self.root.glob("*") if not each.name.startswith(_NO_TASKS)]

    def forget(self, task: TaskId) -> None:
        """Remove all that lies here of a task."""
        for path in self._inside(task).glob("*"):
            path.unlink(missing_ok=True)
        with suppress(OSError):  # gone already, or something came in meanwhile
            self._inside(task).rmdir()

    def _remove_older(self, pattern: str, before: datetime) -> None:
        for path in self.root.glob(pattern):
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                with suppress(OSError):  # something newer may be beside it
                    path.parent.rmdir()

    def path(self, task: Task) -> Path:
        """The archived file of a task. Raises FileNotFoundError when it has none any more."""
        if task.media is None:
            raise FileNotFoundError(f"{task.id} has no archived file")
        return self._inside(task.media.path)

    def holds(self, task: Task) -> bool:
        """Whether the file is there whole."""
        try:
            return task.media is not None and self.path(task).stat().st_size == task.media.size
        except OSError:
            return False

    def write_provenance(self, task: Task) -> None:
        """Bring the sidecar up to the task as it is now: who approved it, what it cost."""
        if task.media is not None and self.holds(task):
            self._write_sidecar(self.path(task), provenance(task, task.media))

    def remove(self, task: Task) -> None:
        """Remove the file and its sidecar. Gone already is as good."""
        if task.media is None:
            return
        place = self._inside(task.media.path)
        place.unlink(missing_ok=True)
        place.with_suffix(".json").unlink(missing_ok=True)
        with suppress(OSError):  # other files of the task may still be in it
            place.parent.rmdir()

    def file(self, name: str) -> Path:
        """A file by its place. Raises FileNotFoundError for one that leads out of the archive."""
        return self._inside(name)

    def _inside(self, name: str) -> Path:
        """The path under the root. Raises FileNotFoundError for a name that leads out of it."""
        place = self.root / name
        if not place.resolve().is_relative_to(self.root.resolve()):
            raise FileNotFoundError(f"{name} is not in the archive")
        return place

    def _write_sidecar(self, place: Path, known: Mapping[str, Json]) -> None:
        with Sink(place.with_suffix(".json")) as sink:
            sink.write(json.dumps(known, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n")
            sink.finish()


def media_name(task: TaskId, sha256: str, mime: str) -> str:
    """Where a file lies below the archive's root."""
    return f"{task}{os.sep}{sha256}.{EXTENSIONS[mime]}"


def provenance(task: Task, media: Media) -> dict[str, Json]:
    """Where a file came from, in words that last longer than the database."""
    generation = task.generation
    return {
        "task": task.id,
        "lineage": task.lineage,
        "parent": task.parent,
        "provider": generation.provider,
        "call": generation.call,
        "kind": generation.kind.value,
        "prompt": generation.prompt,
        "inputs": dict(generation.inputs),
        "job": task.job_id,
        "source_job": generation.source_job,
        "credits": str(task.estimate if task.cost is None else task.cost),
        "credits_are_estimated": task.cost is None,
        "requester": task.requester,
        "approver": task.decided_by,
        "approved_at": task.decided_at.isoformat() if task.decided_at else None,
        "requested_at": task.created_at.isoformat(),
        "finished_at": task.finished_at.isoformat() if task.finished_at else None,
        "sha256": media.sha256,
        "size": media.size,
        "mime": media.mime,
    }
