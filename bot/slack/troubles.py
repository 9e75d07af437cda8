"""What each error word of Slack means for us: one table, by who has to act."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure


class Trouble(Enum):
    """A class of refusals with one way out."""

    NOT_IN_CHANNEL = auto()
    """Somebody has to invite the bot."""

    ARCHIVED = auto()
    """Nothing can be posted there any more."""

    CHANNEL_GONE = auto()
    """There is no such conversation."""

    RESTRICTED = auto()
    """A rule of the workspace or channel forbids it: an admin can change that."""

    MISSING_SCOPE = auto()
    """The app has to be installed again with the scope that the detail names."""

    STORAGE_FULL = auto()
    """The workspace's storage is full."""

    UPLOAD_REFUSED = auto()
    """The workspace does not take such files, or not this upload."""

    TOO_BIG = auto()
    """The file is over the workspace's limit."""

    TOKEN_DEAD = auto()
    """The bot's token is no longer good: tell the owner, park the installation."""

    FILE_NOT_READY = auto()
    """Slack has not finished with the file, or does not show it yet."""

    FILE_GONE = auto()
    """The file was deleted, or never was."""

    MESSAGE_GONE = auto()
    """The message or thread was deleted: post anew."""

    NOT_OURS = auto()
    """Somebody else's message or file, or too old to be touched."""

    PERSON_AWAY = auto()
    """The person is not in the channel or cannot be written to."""

    TOO_LATE = auto()
    """The window is closed, its trigger or the response_url has run out."""

    RETRY_LATER = auto()
    """The same call may work later by itself."""

    OUR_FAULT = auto()
    """The call was wrong: the owner should see it in the log."""


_CODES: Final[Mapping[Trouble, str]] = {
    # A private channel that the bot is not in is not found either, and an order came from somewhere.
    Trouble.NOT_IN_CHANNEL: "not_in_channel channel_not_found",
    Trouble.ARCHIVED: "is_archived is_inactive",
    Trouble.CHANNEL_GONE: "invalid_channel channel_type_not_supported method_not_supported_for_channel_type",
    Trouble.RESTRICTED: (
        "restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel "
        "restricted_action_thread_locked restricted_action_non_threadable_channel cannot_reply_to_message "
        "posting_to_channel_denied team_access_not_granted enterprise_is_restricted access_denied "
        "no_permission ekm_access_denied org_login_required not_allowed_token_type as_user_not_supported "
        "messages_tab_disabled slack_connect_file_link_sharing_blocked "
        "slack_connect_file_upload_sharing_blocked slack_connect_canvas_sharing_blocked "
        "message_limit_exceeded team_not_found"
    ),
    Trouble.MISSING_SCOPE: "missing_scope",
    Trouble.STORAGE_FULL: "storage_limit_reached",
    Trouble.UPLOAD_REFUSED: (
        "file_uploads_disabled file_uploads_except_images_disabled file_type_not_allowed upload_refused "
        "channels_limit_exceeded unable_to_share_files"
    ),
    Trouble.TOO_BIG: "file_upload_size_restricted file_too_large",
    Trouble.TOKEN_DEAD: "not_authed invalid_auth account_inactive token_revoked token_expired",
    Trouble.FILE_NOT_READY: "invalid_slack_file file_not_ready",
    Trouble.FILE_GONE: "file_not_found file_deleted",
    Trouble.MESSAGE_GONE: "message_not_found thread_not_found",
    Trouble.NOT_OURS: "cant_update_message cant_delete_message cant_delete_file edit_window_closed",
    Trouble.PERSON_AWAY: (
        "user_not_in_channel user_not_found user_not_visible user_disabled users_not_found cannot_dm_bot "
        "user_is_restricted"
    ),
    Trouble.TOO_LATE: (
        "expired_trigger_id exchanged_trigger_id invalid_trigger_id "
        "hash_conflict not_found push_limit_reached used_url expired_url"
    ),
    Trouble.RETRY_LATER: (
        "ratelimited rate_limited service_unavailable internal_error fatal_error request_timeout "
        "team_added_to_org external_channel_migrating streaming_state_conflict"
    ),
    Trouble.OUR_FAULT: (
        "no_text invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long too_many_attachments "
        "invalid_metadata_format invalid_metadata_schema metadata_too_large metadata_must_be_sent_from_app "
        "invalid_arguments invalid_arg_name invalid_array_arg invalid_charset invalid_form_data "
        "invalid_post_type missing_post_type missing_argument invalid_json json_not_object "
        "block_mismatch no_dual_broadcast_content_update duplicate_external_id view_too_large "
        "alt_txt_too_large markdown_text_conflict unknown_method deprecated_endpoint method_deprecated "
        "two_factor_setup_required accesslimited invalid_cursor invalid_ts_latest invalid_ts_oldest "
        "invalid_name invalid_users too_many_users too_many_files invalid_thread_ts search_cut"
    ),
}

SLACK_TROUBLES: Final[Mapping[str, Trouble]] = {
    code: kind for kind, codes in _CODES.items() for code in codes.split()
}
"""Each error word of the methods we call: https://docs.slack.dev/reference/methods/chat.postMessage#errors"""


def trouble(error: SlackError) -> Trouble:
    """The class of a refusal. What left and was not answered may work later; an unknown word is our fault."""
    if isinstance(error, SlackBusy | SlackDown | SlackUnsure):
        return Trouble.RETRY_LATER
    if error.code == "invalid_blocks" and "invalid slack file" in error.detail:
        return Trouble.FILE_NOT_READY
    if error.code.startswith("restricted_action"):
        return Trouble.RESTRICTED
    return SLACK_TROUBLES.get(error.code, Trouble.OUR_FAULT)
