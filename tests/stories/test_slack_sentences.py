"""Every error word of every Slack method that is used has one sentence that says what to do."""

from datetime import timedelta

import pytest

from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.outbox.troubles import delivery_sentence, is_passing, sentence, without_button
from bot.slack import SLACK_TROUBLES
from tests.stories.slack_codes import AWAY, COMMON, METHODS, PASSING, told

STAYING = [(method, code) for method, codes in METHODS.items() for code in (*COMMON, *codes)]


@pytest.mark.parametrize(("method", "code"), STAYING)
def test_each_refusal_says_what_happened_and_what_to_do(method: str, code: str) -> None:
    error = SlackError(method, code, "chat:write" if code == "missing_scope" else "")

    assert code in SLACK_TROUBLES
    assert not is_passing(error)
    assert told(code) in sentence(error)


@pytest.mark.parametrize(("method", "code"), STAYING)
def test_what_is_paid_is_never_to_be_ordered_elsewhere(method: str, code: str) -> None:
    said = delivery_sentence(SlackError(method, code))

    assert "ress Try again" in said
    assert "Order it in another channel" not in said


@pytest.mark.parametrize("code", PASSING)
def test_a_fault_of_slack_s_own_passes_and_is_called_that_when_it_did_not(code: str) -> None:
    error = SlackError("chat.postMessage", code)

    assert is_passing(error)
    assert sentence(error) == AWAY


@pytest.mark.parametrize(
    "error",
    [
        SlackBusy("chat.postMessage", timedelta(seconds=3)),
        SlackDown("chat.postMessage", "unreachable"),
        SlackUnsure("chat.postMessage", "timeout"),
    ],
)
def test_no_answer_is_told_without_the_words_of_a_library(error: SlackError) -> None:
    assert is_passing(error)
    assert sentence(error) == AWAY


def test_an_error_word_that_slack_invents_tomorrow_is_named_and_does_not_break_the_sentence() -> None:
    said = sentence(SlackError("chat.postMessage", "<!channel> *brand_new*"))

    assert "<!channel>" not in said
    assert "tell a workspace admin" in said


def test_a_scope_that_slack_does_not_name_is_still_told() -> None:
    assert "lacks a Slack scope" in sentence(SlackError("files.info", "missing_scope"))


def test_where_no_button_stands_nobody_is_told_to_press_one() -> None:
    said = without_button(sentence(SlackError("users.info", "not_in_channel")))

    assert "press" not in said.lower()
    assert "then try again." in said
