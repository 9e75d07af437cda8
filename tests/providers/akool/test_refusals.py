"""Every code of Akool's table, and what becomes of statuses, gateways and odd envelopes."""

from datetime import timedelta

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
from bot.providers.akool.refusals import CODES, is_expired, refusal
from bot.providers.provider import Reply
from tests.providers.akool.examples import AKOOL, film, recorded, sound
from tests.providers.recordings import answer

PAGE = {
    Rejected: {1003, 1004, 1007, 1009, 1010, 1011, 1013, 1016, 1017, 1105, 1108, 1110, 1111, 1112}
    | {*range(1201, 1213), *range(1214, 1221), 1222, 1223},
    JobGone: {1008, 1014},
    KeysRefused: {1101, 1102, 1109, 1200},
    OutOfCredit: {1006, 1103, 1104, 1213, 1221},
    RateLimited: {1005},
    OutcomeUnknown: {1015},
}


def leaf_of(reply: Reply, *, about_job: bool = True) -> type[ProviderError] | None:
    error = refusal(reply, about_job=about_job)
    return None if error is None else type(error)


@pytest.mark.parametrize("status", [200, 400, 401, 500])
@pytest.mark.parametrize(("code", "leaf"), [(code, leaf) for leaf, codes in PAGE.items() for code in codes])
def test_every_code_has_its_class_whatever_the_status(
    code: int, leaf: type[ProviderError], status: int
) -> None:
    assert leaf_of(answer({"code": code, "msg": "No."}, status)) is leaf


def test_the_table_is_that_of_the_page() -> None:
    assert set(CODES) == set().union(*PAGE.values())


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_words_of_its_own_and_takes_akools_first(code: int) -> None:
    silent = refusal(answer({"code": code, "data": None}), about_job=True)
    said = refusal(answer({"code": code, "msg": "As Akool says."}), about_job=True)

    assert silent is not None
    assert silent.message
    assert said is not None
    assert said.message == "As Akool says."


@pytest.mark.parametrize("code", [1008, 1014])
def test_content_that_a_new_order_names_is_refused_and_no_job_that_is_gone(code: int) -> None:
    reply = answer({"code": code, "msg": "does not exist"})

    with pytest.raises(Rejected) as caught:
        AKOOL.read_submitted(reply, film())
    assert type(caught.value) is Rejected
    with pytest.raises(JobGone):
        AKOOL.read_submitted(reply, sound())


@pytest.mark.parametrize("msg", ["OK", "Success", "Delete successfully", "Failed", None, 7])
def test_the_code_alone_is_success(msg: object) -> None:
    assert refusal(answer({"code": 1000, "msg": msg}), about_job=True) is None
    assert leaf_of(answer({"code": 1003, "msg": msg})) is Rejected


@pytest.mark.parametrize(
    ("name", "leaf"),
    [
        ("error__token_expired", KeysRefused),
        ("error__token_expired_401", KeysRefused),
        ("error__bare_401", KeysRefused),
        ("error__without_words", OutOfCredit),
        ("error__unknown_code", OutcomeUnknown),
        ("error__unknown_code_400", Rejected),
        ("error__yes_with_500", OutcomeUnknown),
        ("error__code_as_text", Unreadable),
        ("error__bad_gateway", OutcomeUnknown),
        ("error__moved", Rejected),
        ("error__throttled", RateLimited),
        ("error__not_found", Rejected),
        ("error__message", Rejected),
    ],
)
def test_status_and_envelope_are_both_looked_at(name: str, leaf: type[ProviderError]) -> None:
    assert leaf_of(recorded(name)) is leaf


@pytest.mark.parametrize(
    ("body", "leaf"),
    [
        ({}, Unreadable),
        ([], Unreadable),
        ("1000", Unreadable),
        ({"code": True}, Unreadable),
        ({"code": 1000.5}, Unreadable),
        ({"code": None}, Unreadable),
    ],
)
def test_an_envelope_without_a_code_is_no_answer(body: object, leaf: type[ProviderError]) -> None:
    assert leaf_of(answer(body)) is leaf


@pytest.mark.parametrize(
    ("status", "leaf"),
    [(402, OutOfCredit), (403, KeysRefused), (422, Rejected), (418, OutcomeUnknown), (503, OutcomeUnknown)],
)
def test_a_bare_status_has_its_class(status: int, leaf: type[ProviderError]) -> None:
    assert leaf_of(Reply(status=status, headers={}, body=b"")) is leaf


def test_a_throttle_says_how_long_when_it_does() -> None:
    told = refusal(recorded("error__throttled"), about_job=False)
    untold = refusal(answer({"code": 1005, "msg": "too frequent operation"}), about_job=False)
    dated = refusal(
        answer(
            {"code": 1005},
            retry_after="Sat, 21 Nov 2026 10:00:30 GMT",
            date="Sat, 21 Nov 2026 10:00:00 GMT",
        ),
        about_job=False,
    )

    assert [error.wait for error in (told, untold, dated) if isinstance(error, RateLimited)] == [
        timedelta(seconds=7),
        None,
        timedelta(seconds=30),
    ]


@pytest.mark.parametrize(
    "words",
    ["", "  ", "<html>no", '{"a": 1}', "\ufffd", '["x"]'],
)
def test_what_is_no_sentence_is_not_shown(words: str) -> None:
    error = refusal(answer({"code": 1003, "msg": words}), about_job=False)

    assert error is not None
    assert error.message == "a parameter is wrong or empty"


def test_no_secret_and_no_token_of_ours_is_shown() -> None:
    said = f"key an-api-key and sim-secret-24-bytes-long at https://b.example/webhooks/akool/{'t' * 43}"

    with pytest.raises(Rejected) as caught:
        AKOOL.read_submitted(answer({"code": 1003, "msg": said}), film())
    assert caught.value.message == "key … and … at https://b.example/webhooks/akool/…"


@pytest.mark.parametrize(
    ("name", "expired"),
    [
        ("error__token_expired", True),
        ("error__token_expired_401", True),
        ("error__bare_401", True),
        ("error__without_words", False),
        ("create__accepted", False),
        ("error__bad_gateway", False),
    ],
)
def test_an_expired_token_is_known_by_its_code_or_by_a_bare_401(name: str, expired: bool) -> None:
    assert is_expired(recorded(name)) is expired
