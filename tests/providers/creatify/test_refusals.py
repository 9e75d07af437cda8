"""What it means when Creatify does not say yes, and what a person is told."""

from datetime import timedelta
from functools import partial

import pytest

from bot.errors import (
    JobGone,
    KeysRefused,
    OutcomeUnknown,
    OutOfCredit,
    ProviderError,
    RateLimited,
    Rejected,
    Unreadable,
)
from bot.providers.creatify import Creatify
from bot.providers.creatify.replies import describe_error
from bot.providers.provider import Reply
from tests.providers.recordings import TOKEN, answer, recorded, wish

CREATIFY = Creatify("an-id", "a-key")


def refused(reply: Reply, call: str = "gen_image") -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        CREATIFY.read_submitted(reply, wish(call))
    return caught.value


@pytest.mark.parametrize(
    ("name", "leaf", "words"),
    [
        (
            "error__field_map",
            Rejected,
            "Product image URL: Enter a valid URL.; "
            "Product image URL: Ensure this field has no more than 200 characters.; "
            'Aspect ratio: "4x5" is not a valid choice.',
        ),
        ("error__detail", Rejected, "Image not generated yet."),
        ("error__message", Rejected, "The image could not be downloaded."),
        ("error__error", Rejected, "Unsupported image format"),
        ("error__nested", Rejected, "Prompt violates the content policy"),
        ("error__list", Rejected, "Task is busy."),
        ("error__non_field", Rejected, "type and override_avatar do not fit together."),
        ("error__locations", Rejected, "Product image URL: field required"),
        ("error__json_in_text", Rejected, "Image too small"),
        ("error__plain_text", Rejected, "Bad request: image missing"),
        ("error__silent", Rejected, ""),
        ("error__not_found", Rejected, "Not found."),
        ("error__method", Rejected, 'Method "POST" not allowed.'),
        ("error__keys", KeysRefused, "Authentication credentials were not provided."),
        ("error__forbidden", KeysRefused, "You do not have permission to perform this action."),
        ("error__credit_400", OutOfCredit, "Not enough credits to perform this action."),
        ("error__credit_402", OutOfCredit, "Payment required."),
        ("error__credit_403", OutOfCredit, "Insufficient credit."),
        ("error__server", OutcomeUnknown, "status 502"),
        ("error__unavailable", OutcomeUnknown, "Service temporarily unavailable."),
    ],
)
def test_each_kind_of_no_has_its_leaf_and_its_sentence(
    name: str, leaf: type[ProviderError], words: str
) -> None:
    error = refused(recorded(name))

    assert type(error) is leaf
    assert error.message == words
    assert (error.provider, error.status) == ("creatify", recorded(name).status)


LEAVES = {
    **dict.fromkeys((400, 404, 405, 409, 410, 413, 415, 422), Rejected),
    **dict.fromkeys(range(300, 400), Rejected),
    **dict.fromkeys((401, 403), KeysRefused),
    402: OutOfCredit,
    429: RateLimited,
}


def test_every_status_has_one_meaning() -> None:
    statuses = [100, 101, 199, *range(300, 600), 600, 999]

    errors = {status: refused(answer({}, status)) for status in statuses}

    assert {status: error.status for status, error in errors.items()} == {
        status: status for status in statuses
    }
    assert {status: type(error) for status, error in errors.items()} == {
        status: LEAVES.get(status, OutcomeUnknown) for status in statuses
    }


@pytest.mark.parametrize("status", [400, 401, 402, 403])
def test_a_refusal_that_speaks_of_credit_is_about_credit(status: int) -> None:
    assert type(refused(answer({"detail": "You have 0 Credits left"}, status))) is OutOfCredit


@pytest.mark.parametrize("status", [404, 422, 500])
def test_elsewhere_the_word_credit_changes_nothing(status: int) -> None:
    assert not isinstance(refused(answer({"detail": "credit"}, status)), OutOfCredit)


def test_a_credit_card_is_no_credit() -> None:
    assert type(refused(answer({"image_prompt": ["No credit card numbers, please."]}, 400))) is Rejected


@pytest.mark.parametrize("call", ["gen_video", "regen_image", "regen_video"])
def test_a_job_that_a_call_starts_from_may_be_gone(call: str) -> None:
    assert type(refused(recorded("error__not_found"), call)) is JobGone


def test_a_redirect_points_at_the_settings() -> None:
    error = refused(recorded("error__redirect"))

    assert type(error) is Rejected
    assert "base URL" in error.message


@pytest.mark.parametrize(
    ("name", "wait"),
    [
        ("error__throttled", timedelta(seconds=12)),
        ("error__throttled_until", timedelta(seconds=90)),
        ("error__throttled_silent", None),
    ],
)
def test_too_many_requests_tells_how_long_to_wait(name: str, wait: timedelta | None) -> None:
    error = refused(recorded(name))

    assert isinstance(error, RateLimited)
    assert error.wait == wait


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("0", timedelta()),
        ("9" * 40, timedelta(days=1)),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("soon", None),
        ("Sat, 21 Nov 2026 09:59:00 GMT", timedelta()),
        ("Sat, 21 Nov 9999 09:59:00 GMT", timedelta(days=1)),
        ("Sat, 99 Nov 2026 09:59:00 GMT", None),
    ],
)
def test_a_strange_wait_does_no_harm(said: str, wait: timedelta | None) -> None:
    error = refused(answer({}, 429, retry_after=said, date="Sat, 21 Nov 2026 10:00:00 GMT"))

    assert isinstance(error, RateLimited)
    assert error.wait == wait


def test_our_token_in_an_error_is_not_repeated() -> None:
    error = refused(recorded("error__echoed_token"))

    assert TOKEN not in error.message
    assert "/webhooks/creatify/…" in error.message


def test_our_keys_in_an_error_are_not_repeated() -> None:
    error = refused(answer({"detail": "No account for an-id with key a-key."}, 401))

    assert error.message == "No account for … with key …."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("You may not.", "You may not."),
        ({"detail": "x" * 999}, "x" * 299 + "…"),
        ({"detail": "a\n\n b\u202ec"}, "a bc"),
        ({"detail": "<b>Server</b> error"}, ""),
        ({"message": "Too long", "error": "invalid_input"}, "Too long"),
        ({"error": "invalid_input"}, "invalid_input"),
        ({"errors": [{"message": "One."}, {"message": "Two."}, {"message": "One."}]}, "One.; Two."),
        ({"errors": {"video_prompt": ["Too long."]}}, "Prompt: Too long."),
        ({"errors": {"some_other_field": ["Too long."]}}, "some other field: Too long."),
        ({"product_url": "This field is required."}, "Product image URL: This field is required."),
        ({"type": ["Not a choice."]}, "Type: Not a choice."),
        ({"id": "x", "status": "failed", "created_at": "2026", "success": False, "n": 3}, ""),
        ({"error": "[1, 2"}, ""),
        ({"error": '{"code": 5}'}, ""),
        ({"error": "\u0000{5"}, ""),
        ({"detail": "[E1] The image is too small."}, "[E1] The image is too small."),
        ([[[[[[[[[["deep"]]]]]]]]]], ""),
        (None, ""),
        (7, ""),
    ],
)
def test_whatever_the_shape_the_sentence_is_found(body: object, words: str) -> None:
    assert describe_error(answer(body, 400)) == words


@pytest.mark.parametrize(
    "raw", [b"", b"{", b'{"detail": "cut', b"[" * 100_000, b"\xff\xfe\x00", b"<html>No</html>"]
)
def test_what_cannot_be_read_is_not_shown(raw: bytes) -> None:
    assert describe_error(Reply(status=400, headers={}, body=raw)) == ""


def test_other_reads_are_refused_by_the_same_table() -> None:
    for read in (CREATIFY.read_jobs, CREATIFY.read_balance, partial(CREATIFY.read_list, "avatars")):
        with pytest.raises(KeysRefused):
            read(recorded("error__keys"))
        with pytest.raises(RateLimited):
            read(recorded("error__throttled"))
        with pytest.raises(Unreadable):
            read(Reply(status=200, headers={}, body=b"no json"))
