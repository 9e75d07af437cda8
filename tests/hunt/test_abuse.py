"""The webhook endpoint and hostile clients: small, slow, huge, packed, many, and never well-behaved."""

import gzip
import json
import secrets
import socket
import string
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psutil
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.hunt.dice import dice
from tests.hunt.serving import PATIENCE, Serving
from tests.hunting import IS_HUNT, SEED, count

LIMIT = 64 * 1024
MORE_MEMORY = 32 * 1024 * 1024
IDLE = 500
FORGED = b'{"id": "0b6f0a34-8b0e-4b6e-9f2a-2f7a3a1f0001", "status": "image_generated"}'

TOKENS = st.one_of(
    st.text(string.ascii_letters + string.digits + "-_", min_size=43, max_size=43),
    st.text(string.ascii_letters + string.digits + "-_.~%", min_size=1, max_size=120),
    st.just("A" * 43),
)


@pytest.fixture(scope="module")
def token(served: Serving) -> str:
    return served.living_token()


@contextmanager
def line(served: Serving) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", served.bot_port), timeout=PATIENCE) as connection:
        yield connection


def head(path: str, *more: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: bot.example", *more, "", ""]).encode()


def post(served: Serving, token: str, body: bytes = FORGED, **headers: str) -> int:
    answer = served.ask("POST", f"/webhooks/creatify/{token}", body, headers)
    assert answer.body == b""
    return answer.status


def is_well(served: Serving, token: str) -> bool:
    return post(served, token, json.dumps({"id": secrets.token_hex(8)}).encode()) == 200


def memory(served: Serving) -> int:
    return int(psutil.Process(served.bot.pid).memory_info().rss)


@seed(SEED)
@settings(max_examples=count(300), deadline=None)
@given(
    wrong=TOKENS, body=st.binary(max_size=300), provider=st.sampled_from(["creatify", "akool", "x", "%2e"])
)
def test_every_wrong_token_gets_the_same_empty_404(
    served: Serving, wrong: str, body: bytes, provider: str
) -> None:
    answer = served.ask("POST", f"/webhooks/{provider}/{wrong}", body)

    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    usual = served.ask("POST", f"/webhooks/creatify/{'B' * 43}", body).headers
    assert (answer.status, answer.body) == (404, b"")
    assert headers == {name: value for name, value in usual.items() if name != "Date"}


def test_one_letter_of_a_living_token_changed_is_not_found(served: Serving, token: str) -> None:
    for place in dice(SEED).sample(range(len(token)), count(43)):
        other = "A" if token[place] != "A" else "B"
        assert post(served, token[:place] + other + token[place + 1 :]) == 404
    assert post(served, token.swapcase()) == 404
    assert post(served, token) == 200


def test_a_living_token_of_one_provider_is_nothing_at_another(served: Serving, token: str) -> None:
    answers = [served.ask("POST", f"/webhooks/{name}/{token}", FORGED) for name in ("akool", "heygen", "x")]

    assert [(answer.status, answer.body) for answer in answers] == [(404, b"")] * 3


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "HEAD"])
def test_other_methods_are_refused_and_change_nothing(served: Serving, token: str, method: str) -> None:
    answer = served.ask(method, f"/webhooks/creatify/{token}")

    assert answer.status in {404, 405}
    assert is_well(served, token)


def test_options_is_answered_for_whoever_tries_the_address(served: Serving, token: str) -> None:
    assert served.ask("OPTIONS", f"/webhooks/creatify/{token}").status == 200


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP", "gzip, identity", "zstd", "x-unknown"])
def test_packed_bodies_are_refused_unread(served: Serving, token: str, encoding: str) -> None:
    bomb = gzip.compress(b"0" * 20_000_000)

    assert post(served, token, bomb, **{"Content-Encoding": encoding}) == 415
    assert is_well(served, token)


def test_the_largest_body_is_taken_and_one_byte_more_is_not(served: Serving, token: str) -> None:
    assert post(served, token, FORGED.ljust(LIMIT)) == 200
    assert post(served, token, FORGED.ljust(LIMIT + 1)) == 413


def test_a_huge_body_is_cut_off_without_being_kept(served: Serving, token: str) -> None:
    before = memory(served)

    for _ in range(count(20)):
        with line(served) as connection:
            connection.sendall(head(f"/webhooks/creatify/{token}", f"Content-Length: {10**9}"))
            _pour(connection, b"x" * 65_536, times=160)

    assert is_well(served, token)
    assert memory(served) - before <= MORE_MEMORY


def test_a_chunked_body_without_end_is_cut_off(served: Serving, token: str) -> None:
    with line(served) as connection:
        connection.sendall(head(f"/webhooks/creatify/{token}", "Transfer-Encoding: chunked"))
        _pour(connection, b"8000\r\n" + b"x" * 0x8000 + b"\r\n", times=200)
        assert connection.recv(65_536).split(b" ")[1] == b"413"

    assert is_well(served, token)


def test_idle_and_slow_connections_leave_room_for_the_good(served: Serving, token: str) -> None:
    before = memory(served)
    with ExitStack() as held:
        for number in range(IDLE):
            connection = held.enter_context(line(served))
            if number % 3 == 1:
                connection.sendall(b"POST /webhooks/creatify/")
            if number % 3 == 2:
                connection.sendall(head(f"/webhooks/creatify/{token}", "Content-Length: 60000") + b"{")

        assert is_well(served, token)
        assert served.ask("GET", "/healthz").status == 200
        assert memory(served) - before <= MORE_MEMORY


@pytest.mark.skipif(not IS_HUNT, reason="ten seconds of waiting")
def test_whoever_never_ends_a_request_is_dropped(served: Serving, token: str) -> None:
    webhook = head(f"/webhooks/creatify/{token}", "Content-Length: 1000")
    slack = head("/slack/events", "X-Slack-Request-Timestamp: 1", "Content-Length: 1000")
    with ExitStack() as held:
        begun = [b"", b"POST /webhooks/creatify/", webhook + b"{", slack + b"payload="]
        lines = [held.enter_context(line(served)) for _ in begun]
        for connection, start in zip(lines, begun, strict=True):
            connection.sendall(start)

        said = [_read(connection).split(b"\r\n")[0] for connection in lines]

    assert said[:2] == [b"", b""]
    assert all(b" 408 " in answer for answer in said[2:])


def test_pipelined_requests_are_each_answered_in_their_turn(served: Serving, token: str) -> None:
    good = f"/webhooks/creatify/{token}"
    bad = f"/webhooks/creatify/{'C' * 43}"
    body = [f"Content-Length: {len(FORGED)}"]
    with line(served) as connection:
        connection.sendall(
            b"".join(head(path, *body) + FORGED for path in (good, bad, good))
            + head(bad, *body, "Connection: close")
            + FORGED
        )
        answered = _read(connection)

    statuses = [part.split(b" ")[1] for part in answered.split(b"\r\n\r\n") if part.startswith(b"HTTP/1.1")]
    assert statuses == [b"200", b"404", b"200", b"404"]


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /webhooks/x/y HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /webhooks/creatify/x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % number for number in range(20_000)) + b"\r\n",
        b"POST /webhooks/creatify/..%2f..%2fetc HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        b"\x00" * 5_000,
    ],
    ids=["TLS", "two lengths", "smuggling", "minus", "long path", "long header", "headers", "dots", "zeros"],
)
def test_what_is_no_request_is_no_trouble(served: Serving, token: str, raw: bytes) -> None:
    with line(served) as connection:
        _pour(connection, raw, times=1)
        connection.shutdown(socket.SHUT_WR)
        said = _read(connection)

    assert said == b"" or said.split(b" ")[1][:1] == b"4"
    assert is_well(served, token)


def test_nothing_of_all_this_was_an_error_of_ours(served: Serving, token: str) -> None:
    metrics = served.ask("GET", "/metrics").body.decode()

    assert 'outcome="5' not in metrics
    assert token not in metrics
    assert served.ask("GET", "/readyz").status == 200


def _pour(connection: socket.socket, piece: bytes, *, times: int) -> None:
    """Send until it is done or the other side has had enough."""
    try:
        for _ in range(times):
            connection.sendall(piece)
    except OSError:
        return


def _read(connection: socket.socket) -> bytes:
    """All until the other side is done; a reset ends it as well."""
    found = b""
    try:
        while piece := connection.recv(65_536):
            found += piece
    except OSError:
        return found
    return found
