"""What is taken from Creatify's callbacks: the id of the job to read, and nothing else."""

import pytest

from bot.providers.creatify import Creatify
from bot.providers.creatify.webhooks import token_in
from tests.providers.recordings import HOOK, JOB, NEW_JOB, TOKEN, recorded

CREATIFY = Creatify("an-id", "a-key")


@pytest.mark.parametrize(
    ("name", "job"),
    [
        ("webhook__image_generated", JOB),
        ("webhook__video_generating", JOB),
        ("webhook__regen_failed", NEW_JOB.replace("-", "")),
    ],
)
def test_a_callback_names_its_job(name: str, job: str) -> None:
    assert CREATIFY.hinted_job({}, recorded(name).body) == job


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b'{"id": 7}', b'{"id": "../x"}', b'{"id": null}', b"\xff", b'{"id": "\\u0000"}'],
)
def test_a_callback_that_names_none_is_no_hint(body: bytes) -> None:
    assert CREATIFY.hinted_job({}, body) is None


@pytest.mark.parametrize(
    ("address", "token"),
    [
        (HOOK, TOKEN),
        (HOOK + "/", TOKEN),
        (HOOK + "?x=/y", TOKEN),
        ("", None),
        (None, None),
        ("http://[", None),
    ],
)
def test_the_token_of_an_address_is_its_last_segment(address: str | None, token: str | None) -> None:
    assert token_in(address) == token
