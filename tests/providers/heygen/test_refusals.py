"""What it means when HeyGen does not say yes, and what a person is told."""

from collections.abc import Callable
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
from bot.providers.heygen.refusals import CODES, Meaning, refusal
from bot.providers.provider import Reply
from tests.providers.heygen.wishes import HEYGEN, HOOK, KEY, recorded, wish
from tests.providers.recordings import answer


def refused(reply: Reply) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        HEYGEN.read_submitted(reply, wish())
    return caught.value


@pytest.mark.parametrize(
    ("name", "leaf", "words"),
    [
        ("error__unauthorized", KeysRefused, "Invalid API key."),
        ("error__forbidden", KeysRefused, "Member keys may not do this."),
        ("error__scope", KeysRefused, "missing user-read to execute this operation"),
        ("error__access_denied", Rejected, "You do not have access to this avatar."),
        (
            "error__credit",
            OutOfCredit,
            "Your account has 5 credits but this video requires 10 credits.",
        ),
        ("error__parameter", Rejected, "Script: is required"),
        ("error__not_found", Rejected, "Video not found."),
        ("error__rate", RateLimited, "Too many videos at once."),
        ("error__rate_silent", RateLimited, "Too many requests."),
        ("error__download", Rejected, "Audio URL: The audio could not be downloaded."),
        ("error__gateway", OutcomeUnknown, "The request timed out."),
        ("error__server", OutcomeUnknown, "no clear answer"),
        (
            "error__in_progress",
            OutcomeUnknown,
            "A request with this Idempotency-Key is still in progress.",
        ),
        (
            "error__key_refused",
            OutcomeUnknown,
            "Idempotency-Key: Idempotency-Key was used with another body.",
        ),
        (
            "error__trial_limit",
            Rejected,
            "It seems you've reached your daily api trial limit 5.",
        ),
        ("error__plain_v2", Rejected, "Avatar not found"),
        ("error__with_200", Rejected, "avatar not found"),
        (
            "error__text_limit",
            Rejected,
            "video_inputs.0.voice.TextVoiceSettings.input_text is invalid: "
            "ensure this value has at most 2000 characters",
        ),
        ("error__424", Rejected, "invalid parameters"),
    ],
)
def test_each_kind_of_no_has_its_leaf_and_its_sentence(
    name: str, leaf: type[ProviderError], words: str
) -> None:
    error = refused(recorded(name))

    assert type(error) is leaf
    assert error.message == words
    assert (error.provider, error.status) == ("heygen", recorded(name).status)


LEAVES = {
    Meaning.REFUSED: Rejected,
    Meaning.KEYS: KeysRefused,
    Meaning.CREDIT: OutOfCredit,
    Meaning.BUSY: RateLimited,
    Meaning.JOB: Rejected,
    Meaning.UNSURE: OutcomeUnknown,
}


@pytest.mark.parametrize("status", [200, 400])
def test_every_code_has_one_meaning_in_every_envelope(status: int) -> None:
    for code, meaning in CODES.items():
        number = int(code) if code.isdecimal() else code
        for body in (
            {"code": number, "data": None, "message": "No."},
            {"data": None, "error": {"code": number, "message": "No."}},
            {"error": {"code": code, "message": "No."}},
        ):
            error = refused(answer(body, status))
            assert (type(error), error.message) == (LEAVES[meaning], "No."), body


def test_a_job_that_a_read_named_may_be_gone() -> None:
    for reply in (recorded("error__not_found"), recorded("v1_status__not_found"), answer({}, 404)):
        assert type(refusal(reply, about_job=True)) is JobGone


BY_STATUS = {
    **dict.fromkeys(range(300, 400), Rejected),
    **dict.fromkeys(range(400, 500), Rejected),
    **dict.fromkeys((401, 403), KeysRefused),
    **dict.fromkeys((408, 409), OutcomeUnknown),
    402: OutOfCredit,
    429: RateLimited,
}


def test_every_status_has_one_meaning() -> None:
    for status in [100, 101, 199, *range(300, 600), 600, 999]:
        error = refused(answer({}, status))
        assert (type(error), error.status) == (BY_STATUS.get(status, OutcomeUnknown), status)


def test_a_fault_of_heygens_own_is_never_taken_for_a_refusal() -> None:
    for code in CODES:
        assert type(refused(answer({"error": {"code": code, "message": "No."}}, 500))) is OutcomeUnknown


@pytest.mark.parametrize(
    ("code", "leaf"),
    [(400999, Rejected), (500100, OutcomeUnknown), ("odd", OutcomeUnknown), (1, OutcomeUnknown)],
)
def test_an_unknown_code_with_200_is_a_refusal_only_if_its_number_says_so(
    code: object, leaf: type[ProviderError]
) -> None:
    assert type(refused(answer({"code": code, "data": None, "message": "No."}))) is leaf


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_that_speaks_of_credit_is_about_credit(status: int) -> None:
    assert type(refused(answer({"message": "Not enough credits."}, status))) is OutOfCredit


def test_a_redirect_points_at_the_settings() -> None:
    error = refused(recorded("error__redirect"))

    assert type(error) is Rejected
    assert "base URL" in error.message


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("9" * 40, timedelta(days=1)),
        ("", None),
        ("-1", None),
        ("²", None),
        ("soon", None),
        ("Sat, 21 Nov 2026 10:01:30 GMT", timedelta(seconds=90)),
        ("Sat, 21 Nov 2026 09:59:00 GMT", timedelta()),
        ("Sat, 99 Nov 2026 09:59:00 GMT", None),
    ],
)
def test_too_many_requests_tells_how_long_to_wait(said: str, wait: timedelta | None) -> None:
    error = refused(answer({}, 429, retry_after=said, date="Sat, 21 Nov 2026 10:00:00 GMT"))

    assert isinstance(error, RateLimited)
    assert error.wait == wait


def test_our_token_and_our_key_in_an_error_are_not_repeated() -> None:
    error = refused(answer({"error": {"code": "x", "message": f"{HOOK} of a-key"}}, 400))

    assert KEY not in error.message
    assert "a-key" not in error.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "x" * 999}}, "x" * 299 + "…"),
        ({"error": {"message": "a\n\n b\u202ec"}}, "a bc"),
        ({"error": {"message": "<b>Server</b> error"}}, ""),
        ({"error": {"message": '{"raw": 1}'}}, ""),
        ({"error": ["One.", {"message": "Two."}]}, "One.; Two."),
        ({"error": {"message": "Bad", "param": "some_field"}}, "some field: Bad"),
        ({"code": 40001, "message": None, "msg": "Missing"}, "Missing"),
        ({"error": "No", "message": "No"}, "No"),
        ({"error": None}, ""),
        ([1, 2], ""),
        (None, ""),
    ],
)
def test_whatever_the_shape_the_sentence_is_found(body: object, words: str) -> None:
    assert refused(answer(body, 400)).message == words


def test_other_reads_are_refused_by_the_same_table() -> None:
    lists = [partial(HEYGEN.read_list, name) for name in ("avatars", "voices")]
    reads: list[Callable[[Reply], object]] = [HEYGEN.read_jobs, HEYGEN.read_balance, *lists]
    for read in reads:
        with pytest.raises(KeysRefused):
            read(recorded("error__unauthorized"))
        with pytest.raises(RateLimited):
            read(recorded("error__rate"))
        with pytest.raises(Unreadable):
            read(Reply(status=200, headers={}, body=b"no json"))
