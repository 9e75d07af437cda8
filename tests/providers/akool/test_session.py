"""The token: fetched once, once again when it is refused, and never by a crowd."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import KeysRefused, NotSent, OutcomeUnknown, ProviderError, RateLimited, Unreadable
from bot.providers.akool import Akool
from bot.providers.akool.session import BREATH, PAUSE, Session
from bot.providers.provider import Reply, Request
from tests.providers.akool.examples import AKOOL, CLIENT_ID, CLIENT_SECRET, HOOK, film, recorded
from tests.providers.recordings import answer

GET_TOKEN = "/api/open/v3/getToken"
ORDER = AKOOL.submit(film(), webhook_url=HOOK)


@dataclass
class Server:
    """Issues tokens and takes those that are good; answers what the test wants to the rest."""

    good: str = "token-1"
    issued: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)
    answer_token: Callable[[], Reply] | None = None
    now: float = 0.0

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        await asyncio.sleep(0)
        assert "x-api-key" not in headers
        if request.path == GET_TOKEN:
            assert "Authorization" not in headers
            self.issued += 1
            if self.answer_token is not None:
                return self.answer_token()
            return answer({"code": 1000, "token": f"token-{self.issued}"})
        self.sent.append((request.path, headers["Authorization"]))
        is_good = headers["Authorization"] == f"Bearer {self.good}"
        return recorded("create__accepted" if is_good else "error__token_expired")

    def session(self) -> Session:
        return Session(self, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, now=lambda: self.now)


def raising(error: ProviderError) -> Callable[[], Reply]:
    def answer_token() -> Reply:
        raise error

    return answer_token


async def test_a_token_is_fetched_once_for_all_that_is_sent() -> None:
    server = Server()
    session = server.session()

    replies = await asyncio.gather(*(session.send(ORDER, {}) for _ in range(50)))

    assert server.issued == 1
    assert len(server.sent) == 50
    assert all(AKOOL.read_submitted(reply, film()).job_id for reply in replies)


async def test_an_expired_token_is_renewed_once_and_every_request_is_sent_again_once() -> None:
    server = Server()
    session = server.session()
    await session.send(ORDER, {})
    server.good = "token-2"

    replies = await asyncio.gather(*(session.send(ORDER, {}) for _ in range(50)))

    assert server.issued == 2
    assert all(AKOOL.read_submitted(reply, film()).job_id for reply in replies)
    assert len(server.sent) == 1 + 2 * 50


async def test_a_fresh_token_that_is_refused_too_is_not_fetched_in_a_circle() -> None:
    server = Server(good="none")
    session = server.session()

    for _ in range(20):
        with pytest.raises(KeysRefused):
            AKOOL.read_submitted(await session.send(ORDER, {}), film())

    assert server.issued == 2
    assert len(server.sent) == 21


async def test_after_a_while_a_refused_token_is_tried_anew() -> None:
    server = Server(good="token-3")
    session = server.session()
    await session.send(ORDER, {})
    server.now = PAUSE.total_seconds()

    AKOOL.read_submitted(await session.send(ORDER, {}), film())

    assert server.issued == 3


@pytest.mark.parametrize("seconds", [0.0, 1.0])
async def test_a_token_that_has_worked_is_renewed_at_once_as_often_as_it_expires(seconds: float) -> None:
    server = Server()
    session = server.session()
    for number in range(1, 6):
        server.good = f"token-{number}"
        server.now += seconds
        AKOOL.read_submitted(await session.send(ORDER, {}), film())

    assert server.issued == 5


async def test_a_first_token_that_never_worked_is_renewed_once() -> None:
    server = Server(good="token-2")

    AKOOL.read_submitted(await server.session().send(ORDER, {}), film())

    assert server.issued == 2


@pytest.mark.parametrize(
    ("trouble", "leaf"),
    [
        (raising(NotSent("akool", "no connection")), NotSent),
        (raising(OutcomeUnknown("akool", "no clear answer")), NotSent),
        (raising(Unreadable("akool", "too large")), NotSent),
        (lambda: recorded("error__bad_gateway"), NotSent),
        (lambda: recorded("create__html"), NotSent),
        (lambda: recorded("token__missing"), NotSent),
        (lambda: recorded("token__unsendable"), NotSent),
        (lambda: recorded("error__throttled"), RateLimited),
        (lambda: recorded("error__token_expired"), KeysRefused),
        (lambda: answer({"code": 1109, "msg": "account does not exist"}), KeysRefused),
        (lambda: answer({"code": 1003, "msg": "clientId is wrong"}), KeysRefused),
    ],
)
async def test_without_a_token_a_paid_call_surely_never_left(
    trouble: Callable[[], Reply], leaf: type[ProviderError]
) -> None:
    server = Server(answer_token=trouble)
    session = server.session()

    with pytest.raises(leaf) as caught:
        await session.send(ORDER, {})

    assert not isinstance(caught.value, OutcomeUnknown)
    assert server.sent == []


async def test_a_crowd_that_waits_for_a_token_hears_of_one_failure() -> None:
    server = Server(answer_token=raising(OutcomeUnknown("akool", "no clear answer")))
    session = server.session()

    heard = await asyncio.gather(*(session.send(ORDER, {}) for _ in range(50)), return_exceptions=True)

    assert server.issued == 1
    assert all(isinstance(error, NotSent) for error in heard)


@pytest.mark.parametrize(
    ("trouble", "stands"),
    [
        (lambda: recorded("error__bad_gateway"), BREATH),
        (lambda: recorded("error__token_expired"), PAUSE),
        (lambda: recorded("error__throttled"), timedelta(seconds=7)),
        (lambda: answer({"code": 1005}), PAUSE),
    ],
)
async def test_a_failure_stands_for_a_while_and_then_it_is_tried_again(
    trouble: Callable[[], Reply], stands: timedelta
) -> None:
    server = Server(answer_token=trouble)
    session = server.session()
    for moment in (0.0, stands.total_seconds() - 0.1):
        server.now = moment
        with pytest.raises(ProviderError):
            await session.send(ORDER, {})
    assert server.issued == 1

    server.answer_token, server.good, server.now = None, "token-2", stands.total_seconds()
    AKOOL.read_submitted(await session.send(ORDER, {}), film())

    assert server.issued == 2


async def test_a_paid_call_that_met_an_expired_token_and_got_no_other_never_counts_as_lost() -> None:
    server = Server()
    session = server.session()
    await session.send(ORDER, {})
    server.good = "token-9"
    server.answer_token = raising(OutcomeUnknown("akool", "no clear answer"))

    with pytest.raises(NotSent):
        await session.send(ORDER, {})


async def test_one_who_gives_up_waiting_does_not_hold_up_the_others() -> None:
    server = Server()
    session = server.session()
    first = asyncio.create_task(session.send(ORDER, {}))
    second = asyncio.create_task(session.send(ORDER, {}))
    await asyncio.sleep(0)
    first.cancel()

    AKOOL.read_submitted(await second, film())

    assert first.cancelled() or first.done()


async def test_what_the_sender_raises_on_the_way_is_passed_on() -> None:
    class Broken(Server):
        async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
            if request.path != GET_TOKEN:
                raise OutcomeUnknown("akool", "no clear answer")
            return await super().send(request, headers)

    with pytest.raises(OutcomeUnknown):
        await Broken().session().send(ORDER, {})


async def test_a_token_that_comes_back_in_an_answer_goes_no_further() -> None:
    class Echo(Server):
        async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
            if request.path == GET_TOKEN:
                return await super().send(request, headers)
            body: Any = {"code": 1003, "msg": f"bad header {headers['Authorization']}"}
            return answer(body)

    reply = await Echo().session().send(ORDER, {})

    assert b"token-1" not in reply.body


def test_an_account_with_a_key_needs_no_session() -> None:
    server = Server()

    assert AKOOL.over(server) is server
    assert isinstance(Akool(CLIENT_ID, CLIENT_SECRET).over(server), Session)
    assert Akool(CLIENT_ID, CLIENT_SECRET).headers() == {"Accept": "application/json"}
