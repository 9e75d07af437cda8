"""Every method the sandbox knows, with the scopes that open it and its rate tier.

Scopes stand on each method's page; tiers on https://docs.slack.dev/apis/web-api/rate-limits
"""

from typing import Final

from bot.sandbox.slack.methods import app, chat, conversations, files, people, reactions, views
from bot.sandbox.slack.methods.method import Method

_READ: Final = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY: Final = ("channels:history", "groups:history", "im:history", "mpim:history")
_OPEN: Final = ("im:write", "mpim:write", "channels:manage", "groups:write")

METHODS: Final[dict[str, Method]] = {
    "api.test": Method(run=app.api_test, tier=4),
    "apps.connections.open": Method(run=app.open_connection, tier=1, token="app"),  # noqa: S106 - a kind
    "auth.test": Method(run=app.auth_test, tier=5),
    "bots.info": Method(run=app.bots_info, tier=3, scopes=("users:read",)),
    "chat.delete": Method(run=chat.delete, tier=3, scopes=("chat:write",)),
    "chat.getPermalink": Method(run=chat.get_permalink, tier=5),
    "chat.postEphemeral": Method(run=chat.post_ephemeral, tier=4, scopes=("chat:write",)),
    "chat.postMessage": Method(run=chat.post_message, tier=5, scopes=("chat:write",)),
    "chat.update": Method(run=chat.update, tier=3, scopes=("chat:write",)),
    "conversations.history": Method(run=conversations.history, tier=3, scopes=_HISTORY),
    "conversations.info": Method(run=conversations.info, tier=3, scopes=_READ),
    "conversations.join": Method(run=conversations.join, tier=3, scopes=("channels:join",)),
    "conversations.list": Method(run=conversations.list_conversations, tier=2, scopes=_READ),
    "conversations.members": Method(run=conversations.members, tier=4, scopes=_READ),
    "conversations.open": Method(run=conversations.open_conversation, tier=3, scopes=_OPEN),
    "conversations.replies": Method(run=conversations.replies, tier=3, scopes=_HISTORY),
    "files.completeUploadExternal": Method(run=files.complete_upload, tier=4, scopes=("files:write",)),
    "files.delete": Method(run=files.delete, tier=3, scopes=("files:write",)),
    "files.getUploadURLExternal": Method(run=files.get_upload_url, tier=4, scopes=("files:write",)),
    "files.info": Method(run=files.info, tier=4, scopes=("files:read",)),
    "files.list": Method(run=files.list_files, tier=3, scopes=("files:read",)),
    "reactions.add": Method(run=reactions.add, tier=3, scopes=("reactions:write",)),
    "reactions.get": Method(run=reactions.get, tier=3, scopes=("reactions:read",)),
    "reactions.remove": Method(run=reactions.remove, tier=3, scopes=("reactions:write",)),
    "team.info": Method(run=app.team_info, tier=3, scopes=("team:read",)),
    "usergroups.list": Method(run=people.list_usergroups, tier=2, scopes=("usergroups:read",)),
    "usergroups.users.list": Method(run=people.list_usergroup_members, tier=2, scopes=("usergroups:read",)),
    "users.conversations": Method(run=conversations.list_users_conversations, tier=2, scopes=_READ),
    "users.info": Method(run=people.info, tier=4, scopes=("users:read",)),
    "users.list": Method(run=people.list_users, tier=2, scopes=("users:read",)),
    "views.open": Method(run=views.open_view, tier=4),
    "views.publish": Method(run=views.publish, tier=4),
    "views.push": Method(run=views.push, tier=4),
    "views.update": Method(run=views.update, tier=4),
}
