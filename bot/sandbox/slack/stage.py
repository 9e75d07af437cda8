"""What everybody sees: messages come, change and go here, and screens and the app hear of it."""

from collections import deque
from typing import Final

from bot.sandbox.slack import cast
from bot.sandbox.slack.audience import Audience
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.journal import Journal
from bot.sandbox.slack.shapes import channel_json, file_json, message_json
from bot.sandbox.slack.state import Channel, Message, StoredFile
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace
from bot.sandbox.tour import Tour

_KEPT_NOTICES: Final = 50


class Stage:
    """The only one that changes messages and membership; whoever is in the channel is told."""

    def __init__(
        self, workspace: Workspace, audience: Audience, events: Events, journal: Journal, tour: Tour
    ) -> None:
        self._workspace = workspace
        self._audience = audience
        self._events = events
        self._journal = journal
        self._tour = tour
        self._notices: dict[str, deque[Json]] = {}
        self._told: dict[tuple[str, str], Json] = {}

    # --- messages

    def post(self, message: Message) -> None:
        self._workspace.add(message)
        if message.by_app:
            self._journal.post(self.as_seen(message))
        if message.is_ephemeral:
            self._show(message, "ephemeral", thread_ts=message.thread_ts)
            return
        self._show(message, "message")
        self._refresh_parent(message)
        self._tell_app(message, self._told_now(message))
        for file in self._workspace.files_of(message):
            self._workspace.share(file, message)
            self._tell_file_shared(file, message)
            self.show_file(file)

    def changed(self, message: Message) -> None:
        if message.is_ephemeral:
            self._show(message, "ephemeral_changed", thread_ts=message.thread_ts)
            return
        self._show(message, "message_changed")
        before = self._told.get((message.channel, message.ts))
        change: Json = {"type": "message", "subtype": "message_changed", "message": self._told_now(message)}
        self._tell_app(message, change | {"previous_message": before, "ts": self._workspace.new_ts()})

    def remove(self, message: Message) -> None:
        self._workspace.remove(message)
        if message.is_tombstone:
            self._show(message, "message_changed")
        else:
            kind = "ephemeral_deleted" if message.is_ephemeral else "message_deleted"
            self._audience.tell(self._viewers(message), kind, {"channel": message.channel, "ts": message.ts})
            self._refresh_parent(message)
        if not message.is_ephemeral:
            deleted: Json = {"type": "message", "subtype": "message_deleted", "deleted_ts": message.ts}
            deleted |= {
                "hidden": True,
                "previous_message": self._told.pop((message.channel, message.ts), None),
            }
            self._tell_app(message, deleted | {"ts": self._workspace.new_ts()})

    def react(self, message: Message, name: str, user: str, *, on: bool) -> bool:
        """Add somebody's reaction or take it back; False when there is nothing to do."""
        users = message.reactions.get(name, [])
        if (user in users) == on:
            return False
        message.reactions[name] = [*users, user] if on else [u for u in users if u != user]
        if not message.reactions[name]:
            del message.reactions[name]
        self._show(message, "message_changed")
        event: Json = {"type": "reaction_added" if on else "reaction_removed", "user": user, "reaction": name}
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event |= {"item_user": message.user, "item": item, "event_ts": self._workspace.new_ts()}
        self._events.tell(event, self._workspace.channels[message.channel])
        return True

    def as_seen(self, message: Message) -> Json:
        """A message as the page gets it: Slack's JSON and what only a client knows."""
        seen = message_json(self._workspace, message)
        seen |= {"channel": message.channel, "reply_broadcast": message.broadcast}
        seen["reply_count"] = len(message.replies)
        if message.is_ephemeral:
            seen["is_ephemeral"] = True
        if message.is_tombstone:
            seen["deleted"] = "tombstone"
        return seen

    def _show(self, message: Message, kind: str, **more: object) -> None:
        data = {"channel": message.channel, "message": self.as_seen(message), **more}
        self._audience.tell(self._viewers(message), kind, data)
        if message.by_app and self._tour.hear(self.as_seen(message)):
            self._audience.tell_all("tour", self._tour.as_json())

    def _viewers(self, message: Message) -> list[str]:
        return (
            [message.only_for] if message.is_ephemeral else self._workspace.channels[message.channel].members
        )

    def _refresh_parent(self, message: Message) -> None:
        if message.thread_ts is None or message.is_ephemeral:
            return
        parent = self._workspace.message(message.channel, message.thread_ts)
        if parent is not None:
            self._show(parent, "message_changed")
        elif message.thread_ts is not None:
            gone = {"channel": message.channel, "ts": message.thread_ts}
            self._audience.tell(self._viewers(message), "message_deleted", gone)

    def _told_now(self, message: Message) -> Json:
        """A message as the app hears of it; kept, since the next change tells the one before as well."""
        shape = message_json(self._workspace, message)
        self._told[message.channel, message.ts] = shape
        return dict(shape)

    def _tell_app(self, message: Message, event: Json) -> None:
        channel = self._workspace.channels[message.channel]
        kind = {"public": "channel", "private": "group"}.get(channel.kind, "im")
        event |= {"channel": channel.id, "channel_type": kind, "event_ts": event["ts"]}
        self._events.tell(event, channel)
        mention = f"<@{self._workspace.bot.id}>"
        if event.get("subtype") in {None, "file_share"} and mention in message.text and not message.by_app:
            self._events.tell({**event, "type": "app_mention"}, channel)

    # --- files

    def _tell_file_shared(self, file: StoredFile, message: Message) -> None:
        shared = {"type": "file_shared", "file_id": file.id, "file": {"id": file.id}, "user_id": file.user}
        shared |= {"channel_id": message.channel, "event_ts": self._workspace.new_ts()}
        self._events.tell(shared, self._workspace.channels[message.channel])

    def show_file(self, file: StoredFile) -> None:
        self._audience.tell_all("file", {"file": file_json(self._workspace, file)})

    def remove_file(self, file: StoredFile) -> None:
        """A deleted file takes along the messages that were nothing but its share."""
        shares, file.shares = file.shares, []
        file.is_deleted, file.content = True, None
        for share in shares:
            message = self._workspace.message(share.channel, share.ts)
            if message is None:
                continue
            if message.text or message.blocks or len(message.files) > 1:
                self.changed(message)
            else:
                self.remove(message)
        self.show_file(file)
        self._events.tell({"type": "file_deleted", "file_id": file.id, "event_ts": self._workspace.new_ts()})

    # --- channels

    def join(self, channel: Channel, user: str, inviter: str = "") -> None:
        if user in channel.members:
            return
        channel.members.append(user)
        self._announce(channel, user, "channel_join", "has joined the channel")
        joined = {"type": "member_joined_channel", **self._membership(channel, user)}
        self._events.tell(joined | ({"inviter": inviter} if inviter else {}), channel)
        self.show_channel(channel)

    def leave(self, channel: Channel, user: str) -> None:
        if user not in channel.members:
            return
        self._announce(channel, user, "channel_leave", "has left the channel")
        channel.members.remove(user)
        self._events.tell({"type": "member_left_channel", **self._membership(channel, user)}, channel)
        self.show_channel(channel)

    def _membership(self, channel: Channel, user: str) -> Json:
        kind = "G" if channel.is_private else "C"
        team = self._workspace.users[user].team_id
        ts = self._workspace.new_ts()
        return {"user": user, "channel": channel.id, "channel_type": kind, "team": team, "event_ts": ts}

    def _announce(self, channel: Channel, user: str, subtype: str, text: str) -> None:
        ts = self._workspace.new_ts()
        self.post(Message(ts=ts, channel=channel.id, user=user, text=f"<@{user}> {text}", subtype=subtype))

    def set_archived(self, channel: Channel, archived: bool) -> None:
        if channel.is_archived == archived:
            return
        channel.is_archived = archived
        group = "group" if channel.is_private else "channel"
        event = {"type": f"{group}_{'archive' if archived else 'unarchive'}", "channel": channel.id}
        self._events.tell({**event, "user": cast.SLACKBOT, "event_ts": self._workspace.new_ts()}, channel)
        self.show_channel(channel)

    def set_shared(self, channel: Channel, shared: bool) -> None:
        """With another workspace, or no more.

        https://docs.slack.dev/reference/events/channel_shared
        """
        if channel.is_ext_shared == shared:
            return
        channel.is_ext_shared = shared
        name, other = (
            ("channel_shared", "connected") if shared else ("channel_unshared", "previously_connected")
        )
        event = {"type": name, f"{other}_team_id": cast.OTHER_TEAM, "channel": channel.id}
        ended = {} if shared else {"is_ext_shared": False}
        self._events.tell({**event, **ended, "event_ts": self._workspace.new_ts()}, channel)
        self.show_channel(channel)

    def show_channel(self, channel: Channel) -> None:
        data = {"channel": self.channel_as_seen(channel)}
        if channel.is_private:
            self._audience.tell(channel.members, "channel", data)
        else:
            self._audience.tell_all("channel", data)

    def channel_as_seen(self, channel: Channel) -> Json:
        seen = channel_json(self._workspace, channel)
        seen["name"] = self._workspace.bot.real_name if channel.is_im else channel.name
        seen["is_ext_shared"] = channel.is_ext_shared
        seen["members"] = list(channel.members)
        seen["bot_is_member"] = self._workspace.bot_is_in(channel)
        return seen

    # --- Slack's own lines

    def notice(self, user: str, channel: str, text: str) -> None:
        """A line under the composer, seen by one person."""
        notice: Json = {"channel": channel, "text": text}
        self._notices.setdefault(user, deque(maxlen=_KEPT_NOTICES)).append(notice)
        self._audience.tell([user], "notice", notice)

    def notices(self, user: str) -> list[Json]:
        return list(self._notices.get(user, ()))
