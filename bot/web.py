"""The one web server: Slack's requests, the providers' webhooks, media links, health and metrics."""

import asyncio
import resource
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import SlackError
from bot.media import MediaLinks
from bot.metrics import Metrics
from handlers.slack_events import SlackEvents
from handlers.webhooks import BODY_LIMIT, Webhooks

IDLE: Final = timedelta(seconds=8)
"""A connection that sends no whole header within this is dropped, a second later at most."""

LINGERING: Final = timedelta(seconds=1)
"""How long we go on reading what we have refused, so that the refusal is read."""

MOST_REQUESTS: Final = 2_048
"""Half of them may wait for bodies that never end: see `handlers.bodies`."""

BACKLOG: Final = 512
MOST_FILES: Final = 10_240
"""The most that macOS grants; Linux grants more."""

Probe = Callable[[], Awaitable[dict[str, bool]]]
Gauge = Callable[[], Awaitable[None]]
Bring = Callable[[str], Awaitable[Path]]


def allow_many_connections() -> None:
    """Take as many open files as the system gives: each connection is one, and with the 1,024 that service
    managers start us with, idle strangers would keep everybody else out."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def build_web(
    *,
    slack: SlackEvents | None,
    webhooks: Webhooks,
    bring: Bring,
    links: MediaLinks,
    metrics: Metrics,
    probe: Probe,
    gauge: Gauge,
) -> web.Application:
    """All routes. `slack` is None in Socket Mode, where Slack does not call us."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_cap()])
    app.add_routes(webhooks.routes())
    app.add_routes(_Pages(bring, links, metrics, probe, gauge).routes())
    if slack is not None:
        app.add_routes(slack.routes())
    return app


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen. `runner.addresses` says where, `runner.cleanup()` ends it."""
    runner = web.AppRunner(
        app,
        access_log=None,
        keepalive_timeout=IDLE.total_seconds(),
        lingering_time=LINGERING.total_seconds(),
        handle_signals=False,
        shutdown_timeout=5,
        auto_decompress=False,  # nobody who calls us packs anything, and what is packed could be a bomb
    )
    await runner.setup()
    await web.TCPSite(runner, host, port, backlog=BACKLOG).start()
    return runner


def _cap() -> Middleware:
    """Refuse what comes on top of as many requests as can be served well."""
    places = asyncio.Semaphore(MOST_REQUESTS)

    @web.middleware
    async def cap(request: web.Request, handler: Handler) -> web.StreamResponse:
        if places.locked():
            return web.Response(status=503, headers={"Retry-After": "1"})
        async with places:
            return await handler(request)

    return cap


class _Pages:
    def __init__(self, bring: Bring, links: MediaLinks, metrics: Metrics, probe: Probe, gauge: Gauge) -> None:
        self._bring = bring
        self._links = links
        self._metrics = metrics
        self._probe = probe
        self._gauge = gauge

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/media/{token}", self.media),
            web.get("/healthz", self.health),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.figures),
        ]

    async def media(self, request: web.Request) -> web.StreamResponse:
        """One archived file by its signed link, with Range; every wrong link looks the same. A file that
        another process archived is fetched from Slack first."""
        name = self._links.path(request.match_info["token"])
        if name is None:
            raise web.HTTPNotFound
        try:
            path = await self._bring(name)
        except FileNotFoundError as error:
            raise web.HTTPNotFound from error
        except SlackError as error:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"}) from error
        return web.FileResponse(path, headers={"X-Content-Type-Options": "nosniff"})

    async def health(self, _: web.Request) -> web.Response:
        """The process lives."""
        return web.json_response({"status": "ok"})

    async def ready(self, _: web.Request) -> web.Response:
        """Database, Slack connection and worker truly work; 503 with what does not."""
        parts = await self._probe()
        return web.json_response(parts, status=200 if all(parts.values()) else 503)

    async def figures(self, _: web.Request) -> web.Response:
        await self._gauge()
        body, content_type = self._metrics.render()
        return web.Response(body=body, headers={"Content-Type": content_type})
