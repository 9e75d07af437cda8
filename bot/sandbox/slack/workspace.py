"""The state of the workspace: who is there, what was said, which files it keeps."""

import random
import re
import string
import time
from collections.abc import Iterator

from bot.sandbox.config import SandboxConfig
from bot.sandbox.slack import cast
from bot.sandbox.slack.state import Channel, Message, Share, StoredFile, User

_ALPHABET = string.ascii_uppercase + string.digits
_TS = re.compile(r"^\d{10}\.\d{6}$")


def is_ts(value: str) -> bool:
    return bool(_TS.match(value))


class Workspace:
    """Everything the workspace remembers, and the look-ups over it. It tells nobody of changes."""

    def __init__(self, config: SandboxConfig) -> None:
        self.config = config
        self.users: dict[str, User] = {user.id: user for user in cast.people()}
        self.bot = cast.the_bot(config.manifest.name)
        self.users[self.bot.id] = self.bot
        self.started = int(time.time())
        self.channels: dict[str, Channel] = {c.id: c for c in cast.channels(self.started)}
        self.usergroups = {group.id: group for group in cast.usergroups()}
        self.messages: dict[str, dict[str, Message]] = {}
        self.ephemerals: list[Message] = []
        self.files: dict[str, StoredFile] = {}
        self._random = random.Random(config.seed)  # noqa: S311 - ids, not secrets
        self._last_micros = 0

    # --- ids and time

    def new_id(self, prefix: str) -> str:
        return prefix + "0" + "".join(self._random.choices(_ALPHABET, k=9))

    def short_id(self) -> str:
        """A block or action id as Slack fills it in where the app gave none."""
        return "".join(self._random.choices(string.ascii_letters + string.digits, k=5))

    def secret(self) -> str:
        return "".join(self._random.choices(string.ascii_letters + string.digits, k=24))

    def new_ts(self) -> str:
        """`seconds.micros`, strictly growing, so that a ts is unique."""
        micros = max(int(time.time() * 1_000_000), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    # --- people and channels

    def channel_of(self, name: str) -> Channel | None:
        """By id, by name with or without `#`; a person's id means the app's DM with them."""
        if name in self.channels:
            return self.channels[name]
        if name in self.users and not self.users[name].is_bot:
            return self.direct_message(name)
        wanted = name.removeprefix("#")
        return next((c for c in self.channels.values() if c.name == wanted and not c.is_im), None)

    def direct_message(self, user: str) -> Channel:
        """The app's conversation with one person, opened when it is first needed."""
        found = self.find_direct_message(user)
        if found is None:
            found = Channel(
                id=self.new_id("D"),
                name=self.users[user].name,
                created=int(time.time()),
                is_private=True,
                im_with=user,
                members=[user, self.bot.id],
            )
            self.channels[found.id] = found
        return found

    def find_direct_message(self, user: str) -> Channel | None:
        return next((c for c in self.channels.values() if c.im_with == user), None)

    def bot_is_in(self, channel: Channel) -> bool:
        return self.bot.id in channel.members

    def bot_sees(self, channel: Channel) -> bool:
        return not channel.is_private or self.bot_is_in(channel)

    def channels_of(self, user: str) -> list[Channel]:
        return [channel for channel in self.channels.values() if user in channel.members]

    # --- messages

    def message(self, channel: str, ts: str) -> Message | None:
        return self.messages.get(channel, {}).get(ts)

    def by_app(self) -> Iterator[Message]:
        """What the app has said where everybody sees it."""
        return (m for channel in self.messages.values() for m in channel.values() if m.by_app)

    def ephemeral(self, channel: str, ts: str) -> Message | None:
        return next((m for m in self.ephemerals if (m.channel, m.ts) == (channel, ts)), None)

    def seen_message(self, user: str, channel: str, ts: str) -> Message | None:
        """The message, ephemeral or not, if it stands on this person's screen."""
        found = self.message(channel, ts)
        if found is None:
            found = self.ephemeral(channel, ts)
            if found is not None and found.only_for != user:
                return None
        if found is None or found.is_tombstone or user not in self.channels[channel].members:
            return None
        return found

    def living_parent(self, channel: str, thread_ts: str | None) -> Message | None:
        """The message a thread hangs on, or None when it is gone: then a reply lands loose."""
        if thread_ts is None:
            return None
        parent = self.message(channel, thread_ts)
        return None if parent is None or parent.is_tombstone else parent

    def add(self, message: Message) -> None:
        if message.is_ephemeral:
            self.ephemerals.append(message)
            return
        self.messages.setdefault(message.channel, {})[message.ts] = message
        if message.thread_ts is not None and (parent := self.message(message.channel, message.thread_ts)):
            parent.replies.append(message.ts)

    def remove(self, message: Message) -> None:
        """Take a message away; a parent with replies leaves a tombstone, the last reply takes it along."""
        if message.is_ephemeral:
            self.ephemerals.remove(message)
            return
        self._unshare(message)
        if message.replies:
            message.is_tombstone = True
            message.subtype, message.text, message.user = (
                "tombstone",
                "This message was deleted.",
                cast.SLACKBOT,
            )
            message.blocks = message.attachments = message.metadata = None
            message.files = []
            return
        del self.messages[message.channel][message.ts]
        parent = self.message(message.channel, message.thread_ts or "")
        if parent is not None and message.ts in parent.replies:
            parent.replies.remove(message.ts)
            if parent.is_tombstone and not parent.replies:
                del self.messages[parent.channel][parent.ts]

    def _unshare(self, message: Message) -> None:
        for file in self.files_of(message):
            file.shares = [share for share in file.shares if share.ts != message.ts]

    def replies(self, parent: Message) -> list[Message]:
        return [self.messages[parent.channel][ts] for ts in parent.replies]

    # --- files

    def files_of(self, message: Message) -> Iterator[StoredFile]:
        for file_id in message.files:
            yield self.files[file_id]

    def share(self, file: StoredFile, message: Message) -> None:
        file.shares.append(
            Share(channel=message.channel, ts=message.ts, thread_ts=message.thread_ts, user=message.user)
        )

    def bot_sees_file(self, file: StoredFile) -> bool:
        if file.user == self.bot.id or file.is_given_to_app:
            return True
        return any(self.bot_is_in(self.channels[share.channel]) for share in file.shares)
