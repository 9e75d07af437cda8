"""Balances are asked for beside each other: one provider that hangs hides no other for long."""

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace
from typing import cast

from bot.errors import NotSent
from bot.providers.creatify import Creatify
from bot.providers.provider import Reply, Request
from handlers.desk import Desk
from handlers.greenlight import balances
from tests.hunt.leaping import leap

ANSWER = Reply(status=200, headers={}, body=b'{"remaining_credits": 412.5}')


class Account:
    """Answers after a while, or not at all."""

    def __init__(self, seconds: float, *, is_away: bool = False) -> None:
        self._seconds = seconds
        self._is_away = is_away

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        assert request.method == "GET"
        assert headers
        await asyncio.sleep(self._seconds)
        if self._is_away:
            raise NotSent("creatify", "no connection")
        return ANSWER


class Named(Creatify):
    def __init__(self, label: str) -> None:
        super().__init__("id", "key")
        self._label = label

    @property
    def label(self) -> str:
        return self._label


def test_who_answers_is_heard_within_three_seconds_and_who_does_not_is_named() -> None:
    accounts = {
        "Quick": Account(0.1),
        "Slow": Account(2.9),
        "Hanging": Account(600),
        "Away": Account(1, is_away=True),
    }

    said, seconds = leap(_asked(accounts))

    assert said == {
        "Quick": "412.5 credits",
        "Slow": "412.5 credits",
        "Hanging": "no answer just now",
        "Away": "no answer just now",
    }
    assert seconds <= 3


async def _asked(accounts: Mapping[str, Account]) -> tuple[Mapping[str, str], float]:
    desk = SimpleNamespace(
        service=SimpleNamespace(providers={name: Named(name) for name in accounts}), senders=accounts
    )
    begun = asyncio.get_running_loop().time()
    return await balances(cast("Desk", desk)), asyncio.get_running_loop().time() - begun
