"""How the tasks of one thread belong together, as far as a message has to know."""

from collections.abc import Sequence

from bot.domain.generation import Kind
from bot.domain.task import Status, Task, TaskId

_THERE = frozenset({Status.UNDELIVERED, Status.DELIVERED, Status.APPROVED, Status.DELETING, Status.DELETED})
_UNSEEN = frozenset({Status.REQUESTED, Status.REFUSED, Status.EXPIRED, Status.CANCELLED})


def with_task(lineage: Sequence[Task], task: Task) -> tuple[Task, ...]:
    """The lineage, oldest first, with `task` as it is now."""
    others = [other for other in lineage if other.id != task.id]
    return tuple(sorted([*others, task], key=lambda each: (each.created_at, not each.is_root, each.id)))


def version_of(task: Task, lineage: Sequence[Task]) -> int:
    """1 for the first task of the thread. A number once given stays."""
    return 1 + [each.id for each in with_task(lineage, task)].index(task.id)


def tree(family: Sequence[Task]) -> list[tuple[Task, int]]:
    """Each task below the one that it was made from, with how deep it stands; siblings oldest first."""
    known = {task.id for task in family}
    below: dict[TaskId | None, list[Task]] = {}
    for task in family:
        below.setdefault(task.parent if task.parent in known - {task.id} else None, []).append(task)
    found: list[tuple[Task, int]] = []
    waiting = [(task, 0) for task in reversed(below.get(None, []))]
    while waiting:
        task, depth = waiting.pop()
        found.append((task, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(task.id, []))]
    reached = {task.id for task, _ in found}
    return [*found, *((task, 0) for task in family if task.id not in reached)]


def is_seen(task: Task) -> bool:
    """Whether people can see it in the thread: not what was turned down before it was shown."""
    return task.is_root or task.shown.status_ts is not None or task.status not in _UNSEEN


def image_of(task: Task, lineage: Sequence[Task]) -> Task | None:
    """The image that this task is or was made from."""
    known = {each.id: each for each in lineage}
    found: Task | None = task
    passed: set[TaskId] = set()
    while found is not None and found.kind is not Kind.IMAGE:
        passed.add(found.id)
        found = known.get(found.parent) if found.parent and found.parent not in passed else None
    return found


def videos_of(image: Task, lineage: Sequence[Task]) -> tuple[Task, ...]:
    """The videos that the image's own provider made from it, those remade from such a video among them;
    oldest first. What others made of it is another matter: an animation, a film with sound."""
    return tuple(
        task
        for task in lineage
        if task.kind is not Kind.IMAGE
        and task.generation.provider == image.generation.provider
        and (found := image_of(task, lineage))
        and found.id == image.id
    )


def running_video(image: Task, lineage: Sequence[Task]) -> Task | None:
    """A video of this image that is on its way; the newest."""
    running = [task for task in videos_of(image, lineage) if task.status.is_open]
    return running[-1] if running else None


def made_video(image: Task, lineage: Sequence[Task]) -> Task | None:
    """A video of this image that the provider has made, deleted ones among them; the newest."""
    made = [task for task in videos_of(image, lineage) if task.status in _THERE]
    return made[-1] if made else None


def final_of(lineage: Sequence[Task]) -> Task | None:
    """The chosen version: the newest video that was approved."""
    chosen = [task for task in lineage if task.kind is not Kind.IMAGE and task.status is Status.APPROVED]
    return max(chosen, key=lambda task: (task.created_at, task.id), default=None)


def superseded_by(task: Task, lineage: Sequence[Task]) -> Task | None:
    """The final version that came after this one: nothing more is spent on this until that is reopened."""
    final = final_of(with_task(lineage, task))
    if final is None or final.id == task.id:
        return None
    return final if (task.created_at, task.id) < (final.created_at, final.id) else None


def tried_again(task: Task, lineage: Sequence[Task]) -> bool:
    """Whether the same was ordered once more from this task."""
    return any(other.parent == task.id and other.kind is task.kind for other in lineage)


def remade_with(task: Task, lineage: Sequence[Task]) -> Task | None:
    """The newest version that was ordered with the changes asked of this task. Where there is speech or sound
    alone, they are in no prompt."""
    words = task.asked_change.strip()
    made = [other for other in lineage if other.parent == task.id and words and _heeds(other, task, words)]
    return made[-1] if made else None


def _heeds(made: Task, task: Task, words: str) -> bool:
    if made.kind in {Kind.AVATAR_VIDEO, Kind.AUDIO}:
        return made.kind is task.kind
    return words in made.generation.prompt
