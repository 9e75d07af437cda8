"""What users, channels, messages and files look like in Slack's answers and events."""

from bot.sandbox.slack import cast
from bot.sandbox.slack.state import Channel, Message, Share, StoredFile, User, Usergroup
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace

_PRETTY = {
    "image/png": ("png", "PNG"),
    "image/jpeg": ("jpg", "JPEG"),
    "image/gif": ("gif", "GIF"),
    "image/webp": ("webp", "WebP"),
    "video/mp4": ("mp4", "MPEG 4 Video"),
    "video/quicktime": ("mov", "QuickTime Movie"),
    "video/webm": ("webm", "WebM"),
    "audio/mpeg": ("mp3", "MP3"),
    "audio/wav": ("wav", "WAV"),
    "text/plain": ("text", "Plain Text"),
    "application/pdf": ("pdf", "PDF"),
}


def user_json(user: User) -> Json:
    return {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": False,
        "color": user.color,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": "Greenwich Mean Time",
        "tz_offset": 0,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "real_name_normalized": user.real_name,
            "display_name_normalized": user.name,
            "team": user.team_id,
        },
        "is_admin": user.is_admin,
        "is_owner": user.is_admin,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_stranger": user.is_stranger,
        "updated": 1,
    }


def usergroup_json(group: Usergroup, *, with_users: bool) -> Json:
    shape: Json = {
        "id": group.id,
        "team_id": cast.TEAM,
        "is_usergroup": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    return shape | ({"users": list(group.users)} if with_users else {})


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    if channel.is_im:
        return _im_json(channel)
    shared_with = [cast.TEAM, cast.OTHER_TEAM] if channel.is_ext_shared else [cast.TEAM]
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_member": workspace.bot_is_in(channel),
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "shared_team_ids": shared_with,
        "context_team_id": cast.TEAM,
        "created": channel.created,
        "updated": channel.created * 1000,
        "creator": cast.CLEO,
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def _im_json(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "created": channel.created,
        "is_im": True,
        "is_channel": False,
        "is_group": False,
        "is_mpim": False,
        "is_private": True,
        "is_archived": False,
        "is_org_shared": False,
        "is_ext_shared": False,
        "context_team_id": cast.TEAM,
        "user": channel.im_with,
        "is_user_deleted": False,
        "is_open": True,
        "priority": 0,
    }


def message_json(workspace: Workspace, message: Message, *, with_metadata: bool = True) -> Json:
    """A message as `conversations.history`, events and interaction payloads carry it."""
    shape: Json = {"type": "message"}
    if subtype := _subtype(message):
        shape["subtype"] = subtype
    shape |= {"user": message.user, "text": message.text, "ts": message.ts}
    if message.by_app:
        shape |= _authorship(workspace, message)
    if message.blocks is not None:
        shape["blocks"] = message.blocks
    if message.attachments:
        shape["attachments"] = message.attachments
    if message.edited_ts is not None:
        shape["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.metadata is not None and with_metadata:
        shape["metadata"] = message.metadata
    if message.files:
        shape["files"] = [file_json(workspace, file) for file in workspace.files_of(message)]
        shape["upload"] = False
    if message.reactions:
        shape["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ]
    return shape | _thread(workspace, message)


def _subtype(message: Message) -> str | None:
    if message.subtype is not None:
        return message.subtype
    if message.broadcast and message.thread_ts is not None:
        return "thread_broadcast"
    return "file_share" if message.files and not message.by_app else None


def _authorship(workspace: Workspace, message: Message) -> Json:
    profile = {
        "id": cast.BOT,
        "app_id": cast.APP,
        "user_id": cast.BOT_USER,
        "name": message.username or workspace.bot.real_name,
        "deleted": False,
        "updated": workspace.started,
        "team_id": cast.TEAM,
    }
    named = {"username": message.username} if message.username else {}
    return {"bot_id": cast.BOT, "app_id": cast.APP, "team": cast.TEAM, "bot_profile": profile, **named}


def _thread(workspace: Workspace, message: Message) -> Json:
    if message.thread_ts is not None:
        parent = workspace.message(message.channel, message.thread_ts)
        by = {"parent_user_id": parent.user} if parent is not None else {}
        return {"thread_ts": message.thread_ts, **by}
    if not message.replies:
        return {"hidden": True} if message.is_tombstone else {}
    users = list(dict.fromkeys(reply.user for reply in workspace.replies(message)))
    shape: Json = {
        "thread_ts": message.ts,
        "reply_count": len(message.replies),
        "reply_users_count": len(users),
        "latest_reply": message.replies[-1],
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }
    return shape | ({"hidden": True} if message.is_tombstone else {})


def file_json(workspace: Workspace, file: StoredFile) -> Json:
    """A file object; until it is processed `mimetype` is empty, until shared so are `shares`.

    https://docs.slack.dev/reference/objects/file-object
    """
    if file.is_deleted:
        return {"id": file.id, "mode": "tombstone"}
    base = workspace.config.public_url
    url = f"{base}/files-pri/{cast.TEAM}-{file.id}"
    filetype, pretty = _PRETTY.get(file.mimetype, ("binary", "Binary")) if file.mimetype else ("", "")
    private = not any(workspace.channels[s.channel].kind == "public" for s in file.shares)
    shape: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": filetype,
        "pretty_type": pretty,
        "user": file.user,
        "user_team": cast.TEAM,
        "editable": False,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": not private,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{url}/{file.name}",
        "url_private_download": f"{url}/download/{file.name}",
        "permalink": f"{base}/files/{file.user}/{file.id}/{file.name}",
        "permalink_public": "",
        "comments_count": 0,
        "is_starred": False,
        "has_rich_preview": False,
        "file_access": "visible",
        "media_display_type": "video" if file.mimetype.startswith("video/") else "unknown",
    }
    if file.width:
        shape |= {"original_w": file.width, "original_h": file.height, "thumb_360": f"{url}/{file.name}"}
    return shape | _shares(workspace, file)


def _shares(workspace: Workspace, file: StoredFile) -> Json:
    by_kind: dict[str, list[str]] = {"public": [], "private": [], "im": []}
    shares: Json = {}
    for share in file.shares:
        channel = workspace.channels[share.channel]
        by_kind[channel.kind].append(channel.id)
        group = "public" if channel.kind == "public" else "private"
        shares.setdefault(group, {}).setdefault(channel.id, []).append(_share(workspace, channel, share))
    return {
        "shares": shares,
        "channels": list(dict.fromkeys(by_kind["public"])),
        "groups": list(dict.fromkeys(by_kind["private"])),
        "ims": list(dict.fromkeys(by_kind["im"])),
        "has_more_shares": False,
    }


def _share(workspace: Workspace, channel: Channel, share: Share) -> Json:
    message = workspace.message(share.channel, share.ts)
    shape: Json = {
        "reply_users": [],
        "reply_users_count": 0,
        "reply_count": len(message.replies) if message is not None else 0,
        "ts": share.ts,
        "channel_name": channel.name,
        "team_id": cast.TEAM,
        "share_user_id": share.user,
        "source": "UNKNOWN",
        "is_silent_share": False,
    }
    return shape | ({"thread_ts": share.thread_ts} if share.thread_ts is not None else {})
