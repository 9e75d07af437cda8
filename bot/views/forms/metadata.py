"""What a form carries for itself from its opening to its submission. It is read, never believed."""

import json
from dataclasses import dataclass
from typing import Final

from bot.domain.task import ChannelId, TaskId, Ts
from bot.errors import PersonError
from bot.views.ids import read_button_value

LONGEST: Final = 3_000
"""https://docs.slack.dev/reference/views"""

_LONGEST_VALUE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Where the form was opened, for which task at which version, and how to answer in private.

    `made` is how many tasks had grown out of that task by then: two people who send the same form mean one.
    `clips` is how many clips the form asks for. `offered` tells the picture's link again that we filled in,
    `file` which file in Slack the picture is.
    `seen` is the price in credits that the form says: what comes out dearer was not agreed to.
    Whoever acts on it checks channel, task and rights again.
    """

    channel: ChannelId | None = None
    task: TaskId | None = None
    version: int = 0
    made: int = 0
    clips: int = 1
    offered: str = ""
    file: str = ""
    seen: str = ""
    response_url: str = ""
    thread_ts: Ts | None = None

    def to_text(self) -> str:
        """Compact JSON without what is empty."""
        said = {
            "channel": self.channel,
            "task": f"{self.task}:{self.version}" if self.task else "",
            "made": str(self.made) if self.made else "",
            "clips": str(self.clips) if self.clips > 1 else "",
            "offered": self.offered,
            "file": self.file,
            "seen": self.seen,
            "response_url": self.response_url,
            "thread_ts": self.thread_ts,
        }
        kept = {name: value for name, value in said.items() if value and len(value) <= _LONGEST_VALUE}
        return json.dumps(kept, separators=(",", ":"))


def read_metadata(text: str) -> Metadata:
    """Whatever of it can be read; nothing is raised, since what is missing is noticed where it is needed."""
    try:
        kept = json.loads(text)
    except ValueError:
        return Metadata()
    if not isinstance(kept, dict):
        return Metadata()
    said = {name: value for name, value in kept.items() if isinstance(value, str)}
    task, version = _task(said.get("task", ""))
    channel, thread_ts = said.get("channel"), said.get("thread_ts")
    return Metadata(
        channel=ChannelId(channel) if channel else None,
        task=task,
        version=version,
        made=_number(said.get("made", "")),
        clips=max(1, _number(said.get("clips", ""))),
        offered=said.get("offered", ""),
        file=said.get("file", ""),
        seen=said.get("seen", ""),
        response_url=said.get("response_url", ""),
        thread_ts=Ts(thread_ts) if thread_ts else None,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _task(value: str) -> tuple[TaskId | None, int]:
    try:
        return read_button_value(value)
    except PersonError:
        return None, 0
