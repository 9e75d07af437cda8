"""The error words of Slack's methods, as their pages list them, and what a person has to read for each.

https://docs.slack.dev/reference/methods
"""

from collections.abc import Mapping
from typing import Final

INVITE: Final = "I'm not in this channel. Type /invite @Greenlight, then press Try again."
ARCHIVED: Final = "This channel is archived"
GONE: Final = "I cannot find this channel any more."
RULE: Final = "A rule of this workspace keeps me from posting here. Ask a workspace admin"
SCOPE: Final = "Greenlight lacks the Slack scope chat:write. A workspace admin has to install it again"
TOKEN: Final = "Slack no longer accepts Greenlight's token. A workspace admin has to install it again"
FULL: Final = "Slack's file storage is full. Make room or ask a workspace admin, then press Try again."
NOT_TAKEN: Final = "This workspace does not let me upload such a file. Ask a workspace admin"
TOO_BIG: Final = "The file is bigger than this workspace allows. Ask a workspace admin"
AWAY: Final = "Slack did not answer me for a while. Press Try again in a few minutes."

TELLING: Final[Mapping[str, str]] = {
    "not_in_channel": INVITE,
    "channel_not_found": INVITE,
    "is_archived": ARCHIVED,
    "is_inactive": ARCHIVED,
    "invalid_channel": GONE,
    "missing_scope": SCOPE,
    "storage_limit_reached": FULL,
    "file_upload_size_restricted": TOO_BIG,
    **dict.fromkeys(
        (
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "restricted_action_thread_locked",
            "restricted_action_non_threadable_channel",
            "cannot_reply_to_message",
            "messages_tab_disabled",
            "message_limit_exceeded",
            "slack_connect_file_link_sharing_blocked",
            "posting_to_channel_denied",
            "team_access_not_granted",
            "enterprise_is_restricted",
        ),
        RULE,
    ),
    **dict.fromkeys(
        ("not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired"), TOKEN
    ),
    **dict.fromkeys(
        (
            "file_uploads_disabled",
            "file_uploads_except_images_disabled",
            "file_type_not_allowed",
            "channels_limit_exceeded",
            "unable_to_share_files",
        ),
        NOT_TAKEN,
    ),
}
"""What stands here has a way out of its own; any other word is named, with whom to tell."""

COMMON: Final = (
    "not_authed",
    "invalid_auth",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
    "team_access_not_granted",
    "enterprise_is_restricted",
    "invalid_form_data",
    "unknown_method",
)
PASSING: Final = ("service_unavailable", "internal_error", "fatal_error", "request_timeout")

POST: Final = (
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "no_text",
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "too_many_attachments",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
    "cannot_reply_to_message",
    "messages_tab_disabled",
    "message_limit_exceeded",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "metadata_too_large",
    "slack_connect_file_link_sharing_blocked",
)
UPDATE: Final = (
    "message_not_found",
    "cant_update_message",
    "edit_window_closed",
    "is_inactive",
    "msg_too_long",
    "invalid_blocks",
    "block_mismatch",
    "no_dual_broadcast_content_update",
    "file_not_found",
    "unable_to_share_files",
)
SLOT: Final = (
    "missing_argument",
    "file_uploads_disabled",
    "file_uploads_except_images_disabled",
    "file_type_not_allowed",
    "file_upload_size_restricted",
    "storage_limit_reached",
    "alt_txt_too_large",
)
COMPLETE: Final = (
    "not_in_channel",
    "channel_not_found",
    "invalid_channel",
    "file_not_found",
    "posting_to_channel_denied",
    "channels_limit_exceeded",
)
DELETE_MESSAGE: Final = ("cant_delete_message", "message_not_found")
DELETE_FILE: Final = ("cant_delete_file", "file_not_found", "file_deleted")
WHISPER: Final = ("user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived")
WINDOW: Final = (
    "expired_trigger_id",
    "exchanged_trigger_id",
    "invalid_trigger_id",
    "push_limit_reached",
    "duplicate_external_id",
    "view_too_large",
    "invalid_arguments",
)
FILL: Final = ("not_found", "hash_conflict", "view_too_large", "invalid_arguments")

METHODS: Final[Mapping[str, tuple[str, ...]]] = {
    "chat.postMessage": POST,
    "chat.update": UPDATE,
    "chat.delete": DELETE_MESSAGE,
    "chat.postEphemeral": WHISPER,
    "chat.getPermalink": ("channel_not_found", "message_not_found"),
    "views.open": WINDOW,
    "views.update": FILL,
    "views.publish": ("hash_conflict", "view_too_large", "invalid_arguments"),
    "files.getUploadURLExternal": SLOT,
    "files.completeUploadExternal": COMPLETE,
    "files.info": ("file_not_found", "file_deleted"),
    "files.delete": DELETE_FILE,
    "conversations.info": ("channel_not_found",),
    "conversations.open": ("user_not_found", "cannot_dm_bot"),
    "conversations.history": ("channel_not_found", "not_in_channel"),
    "conversations.replies": ("channel_not_found", "thread_not_found"),
    "users.info": ("user_not_found", "user_not_visible"),
    "auth.test": (),
}


def told(code: str) -> str:
    """The words that a person has to read for this refusal."""
    return TELLING.get(
        code, f"Slack refused this ({code}). Press Try again; if it stays, tell a workspace admin."
    )


def told_when_paid(code: str) -> str:
    """The same for a result that exists: nobody is told to order it, and to pay, once more."""
    ways_back = {
        "is_archived": "Once it is unarchived, press Try again.",
        "invalid_channel": "Once I can see it again, press Try again.",
    }
    return ways_back.get(code, told(code))
