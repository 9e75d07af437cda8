"""The clients understand any server that speaks the documented API, however it puts it on the wire."""

import gzip
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from bot.domain.generation import Generation, JobId, Kind
from bot.errors import ProviderError
from bot.providers.akool import Akool
from bot.providers.creatify import Creatify
from bot.providers.heygen import HeyGen
from bot.providers.http import Http
from bot.providers.provider import Provider, Reply, Request
from tests.hunting import few
from tests.providers.loopback import answering
from tests.providers.recordings import FOLDER

Wire = Callable[[int, bytes], bytes]
MORE: Final[Mapping[str, Any]] = {"a_field_of_tomorrow": [None, 1, 2.5, [], {}], "another": None}

CREATIFY: Final = Creatify("an-id", "a-key")
AKOOL: Final = Akool("a-client-id-00001", "a-secret-of-24-bytes-lon", "a-key")
HEYGEN: Final = HeyGen("a-key")
OLD_HEYGEN: Final = HeyGen("a-key", "v1")


def _head(status: int, *lines: str, version: str = "1.1") -> bytes:
    reason = {200: "OK"}.get(status, "")  # a reason may be empty
    return "\r\n".join((f"HTTP/{version} {status} {reason}", *lines, "", "")).encode()


def _plain(status: int, body: bytes) -> bytes:
    return _head(status, "Content-Type: application/json", f"Content-Length: {len(body)}") + body


def _old(status: int, body: bytes) -> bytes:
    """HTTP/1.0 says no length: the end of the connection is the end of the body."""
    return _head(status, "Content-type: application/json", "Connection: close", version="1.0") + body


def _chunked(status: int, body: bytes) -> bytes:
    """One byte a chunk, with an extension and a trailer."""
    head = _head(status, "Transfer-Encoding: chunked", "Trailer: x-sum")
    chunks = b"".join(b"1;ext=1\r\n" + body[at : at + 1] + b"\r\n" for at in range(len(body)))
    return head + chunks + b"0\r\nx-sum: 1\r\n\r\n"


def _in_gzip(status: int, body: bytes) -> bytes:
    packed = gzip.compress(body)
    return _head(status, "content-encoding: GZip", f"content-length: {len(packed)}") + packed


def _in_deflate(status: int, body: bytes) -> bytes:
    packed = zlib.compress(body)
    return _head(status, "Content-Encoding: deflate", f"Content-Length: {len(packed)}") + packed


def _without_a_type(status: int, body: bytes) -> bytes:
    """And with more headers than anybody asked for."""
    return (
        _head(
            status,
            "SERVER: x",
            "set-cookie: a=b",
            "Set-Cookie: c=d",
            "X-Empty:",
            f"content-LENGTH: {len(body)}",
        )
        + body
    )


WIRES: Final[Mapping[str, Wire]] = {
    "plain": _plain,
    "HTTP 1.0": _old,
    "chunked": _chunked,
    "gzip": _in_gzip,
    "deflate": _in_deflate,
    "no type": _without_a_type,
}


def _reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reordered(value[name]) for name in reversed(value)}
    return [_reordered(each) for each in value] if isinstance(value, list) else value


def _grown(value: Any) -> Any:
    if isinstance(value, dict):
        return {**MORE, **{name: _grown(each) for name, each in value.items()}}
    return [_grown(each) for each in value] if isinstance(value, list) else value


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


SHAPES: Final[Mapping[str, Callable[[Any], bytes]]] = {
    "fields in another order": lambda body: json.dumps(_reordered(body)).encode(),
    "fields of tomorrow": lambda body: json.dumps(_grown(body)).encode(),
    "no nulls": lambda body: json.dumps(_without_nulls(body)).encode(),
    "white space": lambda body: b"\r\n\t " + json.dumps(body, indent=3).encode() + b"\n\n",
    "escapes": lambda body: json.dumps(body).replace("/", "\\/").encode(),
    "plain characters": lambda body: json.dumps(body, ensure_ascii=False).encode(),
}

JOB: Final = JobId("66f0c0ffee0000000000abcd")


def _wish(provider: str, call: str, kind: Kind) -> Generation:
    return Generation(provider=provider, call=call, kind=kind, inputs={"prompt": "x"}, source_job=JOB)


Reader = Callable[[Provider, Reply], object]
READERS: Final[Mapping[str, Reader]] = {
    "create": lambda it, reply: it.read_submitted(reply, _wish(it.name, "animate", Kind.VIDEO)),
    "gen_image": lambda it, reply: it.read_submitted(reply, _wish(it.name, "gen_image", Kind.IMAGE)),
    "gen_video": lambda it, reply: it.read_submitted(reply, _wish(it.name, "gen_video", Kind.VIDEO)),
    "add_audio": lambda it, reply: it.read_submitted(reply, _wish(it.name, "add_audio", Kind.AUDIO)),
    "job": lambda it, reply: it.read_jobs(reply),
    "jobs": lambda it, reply: it.read_jobs(reply),
    "video": lambda it, reply: it.read_jobs(reply),
    "v1_status": lambda it, reply: it.read_jobs(reply),
    "statuses": lambda it, reply: it.read_jobs(reply),
    "delete": lambda it, reply: it.read_deleted(reply, [JOB]),
    "balance": lambda it, reply: it.read_balance(reply),
    "effects": lambda it, reply: it.read_list("effects", reply),
    "looks": lambda it, reply: it.read_list("avatars", reply),
    "avatars": lambda it, reply: it.read_list("avatars", reply),
    "voices": lambda it, reply: it.read_list("voices", reply),
    "error": lambda it, reply: it.read_submitted(reply, _wish(it.name, "animate", Kind.VIDEO)),
}
PROVIDERS: Final[Mapping[str, Provider]] = {"creatify": CREATIFY, "akool": AKOOL, "heygen": HEYGEN}


def _recordings(provider: str) -> Sequence[Path]:
    return [
        path
        for path in sorted((FOLDER / provider).glob("*.json"))
        if path.name.partition("__")[0] in READERS and "body" in json.loads(path.read_text())
    ]


def _meaning(provider: str, path: Path, reply: Reply) -> object:
    """What the client makes of it, an error's class and words among that."""
    try:
        return READERS[path.name.partition("__")[0]](PROVIDERS[provider], reply)
    except ProviderError as error:
        return type(error), frozenset(error.message.split("; ")), error.status


async def _sent(wire: Wire, status: int, body: bytes) -> Reply:
    async with answering(wire(status, body)) as server:
        http = Http(server.url, provider="any", timeout=timedelta(seconds=5))
        try:
            return await http.send(Request(method="POST", path="/x", body=b"{}"), {})
        finally:
            await http.close()


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_recording_means_the_same_on_every_wire(provider: str, wire: str) -> None:
    for path in few(_recordings(provider), 5):
        kept = json.loads(path.read_text())
        told = Reply(status=kept["status"], headers=kept["headers"], body=json.dumps(kept["body"]).encode())

        sent = await _sent(WIRES[wire], told.status, told.body)

        assert (sent.status, sent.body) == (told.status, told.body)
        assert _meaning(provider, path, replace(told, body=sent.body)) == _meaning(provider, path, told)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_recording_means_the_same_in_every_spelling(provider: str, shape: str) -> None:
    for path in _recordings(provider):
        kept = json.loads(path.read_text())
        told = Reply(status=kept["status"], headers=kept["headers"], body=json.dumps(kept["body"]).encode())

        spelled = replace(told, body=SHAPES[shape](kept["body"]))

        assert _meaning(provider, path, spelled) == _meaning(provider, path, told), path.name
