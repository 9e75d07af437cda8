"""The other side of the glass: what goes on underneath, for the page's drawer.

What the simulators know they tell themselves. What only the app knows (its tasks, its outbox, whether it
runs) comes from whoever started both, through `Backstage`: the sandbox imports nothing of any app.
"""

from collections.abc import Iterable, Mapping
from itertools import chain, islice
from operator import itemgetter
from typing import Final, Protocol

from aiohttp import web

from bot.sandbox.control import answering, body_of
from bot.sandbox.slack.people.payloads import Refused
from bot.sandbox.slack.wire import Json
from bot.sandbox.world import World

_SHOWN: Final = 40


class Backstage(Protocol):
    """What the app's side offers. Every call may raise OSError while the app comes or goes."""

    @property
    def is_running(self) -> bool: ...

    async def facts(self) -> Json:
        """`tasks`: id, status, about, timeline of {at, what, who}; `outbox`: key, state, tries, error."""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Glass:
    """Serves the drawer. Without a backstage it shows what the simulators know, and no switch."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.backstage: Backstage | None = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/glass", answering(self.look)),
            web.post("/sandbox/bot", answering(self.switch)),
        ]

    async def look(self, request: web.Request) -> Json:  # noqa: ARG002 - a handler's shape
        books = self._world.books()
        return {
            "app": await self._app(),
            "calls": self._calls(),
            "webhooks": self._webhooks(books),
            "jobs": _newest(_of_each(books, "jobs"), "created_at"),
            "credits": {name: book["credits"] for name, book in books.items()},
            "faults": [rule.as_json() for rule in self._world.faults.rules() if rule.left != 0],
            "speed": self._world.pace.speed,
        }

    async def switch(self, request: web.Request) -> Json:
        """`{"run": true | false}`. Raises Refused when nobody here can start or stop the app."""
        if self.backstage is None:
            raise Refused("not_ours_to_start")
        if (await body_of(request)).get("run"):
            await self.backstage.start()
        else:
            await self.backstage.stop()
        return {"ok": True, "is_running": self.backstage.is_running}

    async def _app(self) -> Json | None:
        if self.backstage is None:
            return None
        return {"is_running": self.backstage.is_running, **await self.backstage.facts()}

    def _calls(self) -> list[Json]:
        return _newest([*self._world.slack.journal.latest, *self._world.traffic.latest], "at")

    def _webhooks(self, books: Mapping[str, Json]) -> list[Json]:
        """Providers' callbacks, and what Slack brought to the app."""
        latest = islice(reversed(self._world.slack.journal.deliveries), _SHOWN)
        slack = ({"provider": "slack", **each} for each in latest)
        return _newest([*_of_each(books, "webhooks"), *slack], "at")


def _of_each(books: Mapping[str, Json], what: str) -> Iterable[Json]:
    """The providers' rows of one kind, each with the provider it is from."""
    return chain.from_iterable(
        ({"provider": name, **row} for row in book[what]) for name, book in books.items()
    )


def _newest(rows: Iterable[Json], by: str) -> list[Json]:
    return sorted(rows, key=itemgetter(by), reverse=True)[:_SHOWN]
