"""Bodies that were a provider's own until something happened to them."""

import json
from random import Random
from typing import Any, Final

NONSENSE: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 3, 4, 2**70, 1e308, "", "completed", "3", "\ud800", "x" * 300, [], {}, [[]], {"a": {}},
    "image_generated", "failed", "avatar_video.success", "../../etc/passwd", "0" * 24, "https://evil.example/x.mp4",
)  # fmt: skip


def mutated(chance: Random, body: bytes) -> bytes:
    """Something else than `body`, near enough to be looked at closely."""
    for _ in range(20):
        change = chance.choice((_flip, _cut, _insert, _swap, _repeat, _truncate, _field, _field, _field))
        changed = change(chance, body)
        if changed != body:
            return changed
    return body + b" x"


def _flip(chance: Random, body: bytes) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + bytes([body[at] ^ (1 << chance.randrange(8))]) + body[at + 1 :]


def _cut(chance: Random, body: bytes) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + body[at + chance.randint(1, 8) :]


def _insert(chance: Random, body: bytes) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + chance.randbytes(chance.randint(1, 8)) + body[at:]


def _swap(chance: Random, body: bytes) -> bytes:
    whole = bytearray(body)
    first, second = chance.randrange(len(whole)), chance.randrange(len(whole))
    whole[first], whole[second] = whole[second], whole[first]
    return bytes(whole)


def _repeat(chance: Random, body: bytes) -> bytes:
    return body * chance.randint(2, 3)


def _truncate(chance: Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body))]


def _field(chance: Random, body: bytes) -> bytes:
    """Another value somewhere, another name for a field, or one field more or less."""
    whole = json.loads(body)
    place = whole
    inner = [value for value in place.values() if isinstance(value, dict) and value]
    if inner and chance.random() < 0.7:
        place = chance.choice(inner)
    name = chance.choice(list(place))
    match chance.randrange(4):
        case 0:
            del place[name]
        case 1:
            place[name + chance.choice("_sX ")] = place.pop(name)
        case 2:
            place[chance.choice(("extra", "job", "signature2"))] = chance.choice(NONSENSE)
        case _:
            place[name] = chance.choice(NONSENSE)
    return json.dumps(whole).encode()
