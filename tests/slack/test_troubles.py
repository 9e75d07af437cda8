"""The table of troubles."""

from datetime import timedelta

import pytest

from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.slack import SLACK_TROUBLES, Trouble, trouble
from bot.slack.troubles import _CODES


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("not_in_channel", Trouble.NOT_IN_CHANNEL),
        ("channel_not_found", Trouble.NOT_IN_CHANNEL),
        ("is_archived", Trouble.ARCHIVED),
        ("restricted_action_thread_locked", Trouble.RESTRICTED),
        ("restricted_action_of_tomorrow", Trouble.RESTRICTED),
        ("missing_scope", Trouble.MISSING_SCOPE),
        ("storage_limit_reached", Trouble.STORAGE_FULL),
        ("file_uploads_except_images_disabled", Trouble.UPLOAD_REFUSED),
        ("file_upload_size_restricted", Trouble.TOO_BIG),
        ("token_revoked", Trouble.TOKEN_DEAD),
        ("message_not_found", Trouble.MESSAGE_GONE),
        ("cant_delete_message", Trouble.NOT_OURS),
        ("msg_too_long", Trouble.OUR_FAULT),
        ("a_word_nobody_has_heard_of", Trouble.OUR_FAULT),
    ],
)
def test_each_word_has_a_class(code: str, kind: Trouble) -> None:
    assert trouble(SlackError("chat.postMessage", code)) is kind


@pytest.mark.parametrize(
    "error",
    [
        SlackBusy("chat.update", timedelta(seconds=1)),
        SlackUnsure("chat.postMessage", "timeout"),
        SlackDown("chat.update", "http_500"),
    ],
)
def test_what_was_not_refused_may_work_later(error: SlackError) -> None:
    assert trouble(error) is Trouble.RETRY_LATER


def test_a_picture_that_slack_has_not_finished_with_is_no_fault_of_the_message() -> None:
    detail = "[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"

    assert trouble(SlackError("chat.postMessage", "invalid_blocks", detail)) is Trouble.FILE_NOT_READY
    assert trouble(SlackError("chat.postMessage", "invalid_blocks")) is Trouble.OUR_FAULT


def test_no_word_stands_in_two_classes() -> None:
    words = [word for codes in _CODES.values() for word in codes.split()]

    assert len(words) == len(SLACK_TROUBLES)
    assert set(_CODES) == set(Trouble)
