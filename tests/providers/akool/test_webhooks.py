"""Callbacks: the vectors that three AES libraries agree on, every form, and everything that is none."""

import json
import random
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.errors import WebhookRefused
from bot.providers.akool import Akool
from bot.providers.akool.webhooks import Callback, open_callback, token_in
from tests.hunting import SEED, count
from tests.providers.akool.examples import AKOOL, CLIENT_ID, CLIENT_SECRET, HOOK, JOB, TOKEN
from tests.providers.akool.sealing import encrypted, message, signed

LONG_SECRET = "sim-secret-that-is-32-bytes-long"
DONE = Callback(job=JOB, status=3)

VECTORS = {
    "AES-192": (
        CLIENT_ID,
        CLIENT_SECRET,
        "2660p7gkh4tmwUBi4E/3CFcrxlcH+1FErZbXR5b4+aNmJS4CXi/nx7J5v8p88gnTJNxLvjx9l8z+By72FLlVRNZDErDVwXWgIScP"
        "HkCr40c5CjXDrd96bFqSOlZf/92lX4eBR+jRm/mESMzkmA2OQg==",
        "dda9c6aa8040a508ffcf1f9a2c99915dbc1ee584",
    ),
    "AES-256": (
        CLIENT_ID,
        LONG_SECRET,
        "NcIV3pLTgTKsLeNVKPvhWnWuHoqJ9upAHO7ETM3dzBHiXZu1Hg6yoLNY4SkHHL1fByh5I2ZVwOV5p+fE3PDPo/aYPvb/IfK8Chp+"
        "ASYo0oeSeX5Dckv3GHZCqfhy7tYfcts7aXLMpA8bgw3Mne8PNQ==",
        "cff6d57f47b789f41b0881f95ca277b2c0f0a382",
    ),
    "a short client id": (
        "short-id",
        CLIENT_SECRET,
        "kByVY7dEZpTWZoB+LRAqsPo3PglC5YitqbXEuu8w962t63G/WwDRO0ohdeZFMoA4jcGq5HrdLX6SPZSh6uWQJMaJv4KNJe1FFOsu"
        "LwTFH/HCuo3kID8/LT6CC8HYfe0qZAJGVLJOheLygXjOAD3Vog==",
        "dfb7be994b6ebaece2e9c4268998aadcd1721128",
    ),
}


def opened(body: bytes) -> Callback | None:
    """The message in it, None for a refusal; a refusal is always the same one."""
    try:
        return open_callback(body, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    except WebhookRefused as refused:
        looks = (refused.status, str(refused), refused.__cause__)
    assert looks == (401, "webhook refused with 401", None)
    return None


def vector(**changed: object) -> bytes:
    _, _, data, signature = VECTORS["AES-192"]
    fields = {"signature": signature, "dataEncrypt": data, "timestamp": 1763690400123, "nonce": "4821"}
    return json.dumps({**fields, **changed}).encode()


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_open(name: str) -> None:
    client_id, secret, data, signature = VECTORS[name]
    body = json.dumps(
        {"signature": signature, "dataEncrypt": data, "timestamp": 1763690400123, "nonce": "4821"}
    )

    assert open_callback(body.encode(), client_id=client_id, client_secret=secret) == DONE
    assert Akool(client_id, secret).hinted_job({}, body.encode()) == JOB


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": 4821},
        {"nonce": 4821.0},
        {"timestamp": "1763690400123"},
        {"timestamp": 1763690400123.0},
        {"extra": {"deep": [1]}},
    ],
)
def test_numbers_may_be_texts_and_unknown_fields_are_ignored(changed: Mapping[str, Any]) -> None:
    assert opened(vector(**changed)) == DONE


@pytest.mark.parametrize("size", [16, 24, 32])
def test_secrets_of_all_sizes_of_aes_open(size: int) -> None:
    secret = "s" * size
    body = signed(encrypted(json.dumps({"_id": JOB, "status": 3}).encode(), secret=secret))

    assert open_callback(body, client_id=CLIENT_ID, client_secret=secret) == DONE


@pytest.mark.parametrize("secret", ["", "s" * 15, "s" * 23, "s" * 33, "ü" * 16])
def test_secrets_of_other_sizes_refuse(secret: str) -> None:
    with pytest.raises(WebhookRefused):
        open_callback(vector(), client_id=CLIENT_ID, client_secret=secret)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": 2, "type": "image2video"}, 2),
        ({"status": 3, "type": "avatar", "url": "https://cdn.example.com/v.mp4"}, 3),
        ({"status": 4, "type": "talking photo"}, 4),
        ({"status": 17}, 17),
        ({"status": 3, "type": None, "url": 7, "more": [1]}, 3),
    ],
)
def test_any_type_and_any_status_names_the_job(fields: Mapping[str, Any], status: int) -> None:
    body = message(_id=JOB, **fields)

    assert opened(body) == Callback(job=JOB, status=status)
    AKOOL.admit({}, body)
    assert AKOOL.hinted_job({}, body) == JOB


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": "dda9c6aa8040a508ffcf1f9a2c99915dbc1ee585"},
        {"signature": "DDA9C6AA8040A508FFCF1F9A2C99915DBC1EE584"},
        {"signature": ""},
        {"signature": "ü"},
        {"signature": None},
        {"signature": 7},
        {"nonce": True},
        {"nonce": None},
        {"nonce": "4822"},
        {"nonce": [4821]},
        {"nonce": "\ud800"},
        {"timestamp": 1763690400124},
        {"timestamp": 1763690400123.5},
        {"timestamp": None},
        {"dataEncrypt": ""},
        {"dataEncrypt": "AAAA"},
        {"dataEncrypt": "ü"},
        {"dataEncrypt": None},
    ],
)
def test_an_envelope_that_is_not_akools_is_refused(changed: Mapping[str, Any]) -> None:
    body = vector(**changed)

    assert opened(body) is None
    assert AKOOL.hinted_job({}, body) is None
    with pytest.raises(WebhookRefused):
        AKOOL.admit({}, body)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b"7", b"\xff", b'{"signature":', b"[" * 100_000, b'{"a":' * 50_000],
)
def test_what_is_no_envelope_is_refused(body: bytes) -> None:
    assert opened(body) is None


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"not json",
        b'{"_id":"66f0","status":"3"}',
        b'{"_id":"66f0","status":true}',
        b'{"_id":7,"status":3}',
        b'{"_id":"","status":3}',
        b'{"_id":"../x","status":3}',
        b'{"_id":"a,b","status":3}',
        b'{"_id":"66f0"}',
        b'{"status":3}',
    ],
)
def test_a_signed_text_that_says_nothing_is_refused_like_a_bad_signature(plain: bytes) -> None:
    assert opened(signed(encrypted(plain))) is None


@pytest.mark.parametrize("data", ["", "AAAA", "AA==", "A" * 64, "AAAAAAAAAAAAAAAAAAAAAA=", "A" * 22 + "==\n"])
def test_a_signed_ciphertext_that_cannot_be_decrypted_is_refused_like_a_bad_signature(data: str) -> None:
    assert opened(signed(data)) is None


def test_a_callback_sealed_with_another_secret_is_refused() -> None:
    plain = json.dumps({"_id": JOB, "status": 3}).encode()

    assert opened(signed(encrypted(plain, secret="another-24-bytes-secret!"))) is None


def test_every_flipped_bit_of_the_ciphertext_is_refused_even_when_it_is_signed_again() -> None:
    """Two blocks of three are garbled or bent by each: what still reads is the very same message."""
    data = b64decode(VECTORS["AES-192"][2])
    for place in range(len(data) * 8):
        bent = bytearray(data)
        bent[place // 8] ^= 1 << place % 8
        callback = opened(signed(b64encode(bent).decode()))
        assert callback is None or callback == DONE, place


Mutation = Callable[[random.Random, bytes], bytes]


def _flip(chance: random.Random, body: bytes) -> bytes:
    place = chance.randrange(len(body))
    return body[:place] + bytes([body[place] ^ 1 << chance.randrange(8)]) + body[place + 1 :]


def _cut(chance: random.Random, body: bytes) -> bytes:
    start, stop = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    return body[:start] + body[stop:]


def _double(chance: random.Random, body: bytes) -> bytes:
    start, stop = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    return body[:stop] + body[start:]


def _insert(chance: random.Random, body: bytes) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + chance.randbytes(chance.randrange(1, 9)) + body[place:]


def _refield(chance: random.Random, body: bytes) -> bytes:
    fields = json.loads(body)
    odd: list[Any] = [None, True, "", 0, -1, [], {}, "x", 1.5, 10**400, "\ud800", fields["nonce"]]
    fields[chance.choice(list(fields))] = chance.choice(odd)
    return json.dumps(fields).encode()


def _sign_again(chance: random.Random, body: bytes) -> bytes:
    """By somebody who knows the client id and no secret."""
    data = bytearray(b64decode(json.loads(body)["dataEncrypt"]))
    for _ in range(chance.randrange(1, 4)):
        data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    blocks = data[: chance.choice([16, 32, 48, len(data), len(data)])]
    return signed(b64encode(blocks).decode(), nonce=str(chance.randrange(10_000)))


MUTATIONS: list[Mutation] = [_flip, _cut, _double, _insert, _refield, _sign_again]


def test_ten_thousand_mutated_callbacks_say_nothing_new_and_are_refused_alike() -> None:
    chance = random.Random(SEED)  # noqa: S311 - picks tests
    for number in range(count(10_000)):
        body = MUTATIONS[number % len(MUTATIONS)](chance, vector())

        callback = opened(body)

        assert callback is None or callback == DONE, body


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
