"""The sandbox as one web application on one port: page, Slack, providers, control."""

import asyncio
import socket
from dataclasses import replace
from functools import lru_cache, partial
from ipaddress import ip_address
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.backstage import Backstage, Glass
from bot.sandbox.config import SandboxConfig
from bot.sandbox.control import SAMPLES, Control
from bot.sandbox.page_files import PageFiles
from bot.sandbox.people_routes import PeopleRoutes
from bot.sandbox.pictures import sample
from bot.sandbox.ranges import serve
from bot.sandbox.slack import faulty
from bot.sandbox.slack.uploads import LARGEST_FILE
from bot.sandbox.slack.web_api import WebApi
from bot.sandbox.world import World

WORLD: Final = web.AppKey("world", World)
GLASS: Final = web.AppKey("glass", Glass)
_GUARDED: Final = ("/sandbox", "/page", "/samples", "/archives")


def build_app(config: SandboxConfig) -> web.Application:
    """The whole sandbox; `config.public_url` must be where it will be served."""
    world = World(config)
    app = web.Application(client_max_size=LARGEST_FILE, middlewares=[only_from_this_machine])
    app[WORLD] = world
    app[GLASS] = Glass(world)
    app.add_routes(Control(world).routes())
    app.add_routes(app[GLASS].routes())
    app.add_routes(PeopleRoutes(world.slack).routes())
    app.add_routes(_Doors(world).routes())
    app.add_routes(PageFiles().routes())
    for name, provider in (("creatify", world.creatify), ("akool", world.akool), ("heygen", world.heygen)):
        part = web.Application(client_max_size=LARGEST_FILE, middlewares=[world.traffic.of(name)])
        part.add_routes(provider.routes())
        app.add_subapp(f"/providers/{name}", part)
    app.on_shutdown.append(_close)
    return app


async def _close(app: web.Application) -> None:
    await app[WORLD].close()


@web.middleware
async def only_from_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Page and control answer to loopback names only, so that no web site can reach them by rebinding."""
    guarded = request.path == "/" or request.path.startswith(_GUARDED)
    origin = request.headers.get("Origin", "")
    if guarded and not (_is_loopback(request.host) and (not origin or _is_loopback(origin.split("//")[-1]))):
        raise web.HTTPForbidden(text="The sandbox answers to this machine only.")
    return await handler(request)


@lru_cache(maxsize=64)
def _is_loopback(host: str) -> bool:
    name = host.rsplit(":", 1)[0].strip("[]") if not host.endswith("]") else host.strip("[]")
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


class _Doors:
    """Slack's own addresses, and the page."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._slack = world.slack
        self._web_api = WebApi(world.slack)

    def routes(self) -> list[web.RouteDef]:
        slack = self._slack
        return [
            web.get("/favicon.ico", self.no_icon),
            web.post("/api/{method}", self._web_api.handle),
            web.get("/api/{method}", self._web_api.handle),
            web.post("/upload/v1/{ticket}", self.upload),
            web.post("/hooks/{kind}/{team}/{token}", self.hook),
            web.get("/link/", slack.sockets.link),
            web.get("/files-pri/{owner}/{name}", self.private_file),
            web.get("/files-pri/{owner}/download/{name}", self.private_file),
            web.get("/files/{user}/{file}/{name}", self.permalink),
            web.get("/archives/{channel}/{message}", self.archive),
            web.get("/samples/{name}.jpg", self.sample),
        ]

    async def no_icon(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 - as above
        return web.Response(status=204)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        return await self._faulty("slack:upload", request, self._slack.uploads.receive)

    async def hook(self, request: web.Request) -> web.StreamResponse:
        return await self._faulty("slack:response_url", request, self._slack.hooks.receive)

    async def _faulty(self, target: str, request: web.Request, receive: Handler) -> web.StreamResponse:
        fault = self._world.faults.take(target, faulty.HTTP_FAULTS)
        if fault is None:
            return await receive(request)
        return await faulty.answer(fault, request, partial(receive, request), self._slack.background)

    async def private_file(self, request: web.Request) -> web.StreamResponse:
        """`url_private`: without a token that may read files Slack shows its login page, with status 200."""
        file = self._slack.workspace.files.get(request.match_info["owner"].partition("-")[2])
        if file is None or file.content is None:
            raise web.HTTPNotFound
        if not self._may_read(request):
            return web.Response(
                text="<!doctype html><title>Sign in | Slack</title>", content_type="text/html"
            )
        return serve(request, file.content, file.mimetype or "application/octet-stream", file.name)

    def _may_read(self, request: web.Request) -> bool:
        if request.query.get("user") in self._slack.workspace.users:
            return True
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        return token == self._world.config.bot_token and self._slack.has_scope("files:read")

    async def permalink(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"/sandbox/files/{request.match_info['file']}")

    async def archive(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"/?channel={request.match_info['channel']}")

    async def sample(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in SAMPLES:
            raise web.HTTPNotFound
        return web.Response(body=await asyncio.to_thread(sample, name), content_type="image/jpeg")


def _reachable(host: str) -> str:
    """A name under which a server bound to `host` can be called."""
    try:
        return "127.0.0.1" if ip_address(host).is_unspecified else host
    except ValueError:
        return host


class SandboxServer:
    """A running sandbox. `async with SandboxServer(config) as server:` serves on a free port."""

    def __init__(self, config: SandboxConfig | None = None) -> None:
        self._config = config or SandboxConfig()
        self._runner: web.AppRunner | None = None
        self.url = ""

    @property
    def world(self) -> World:
        if self._runner is None:
            raise RuntimeError("The sandbox is not running")
        return self._runner.app[WORLD]

    def connect(self, app_url: str) -> None:
        """Tell the workspace where the app's events endpoint is."""
        self.world.slack.line.connect(app_url)

    def show_backstage(self, backstage: Backstage) -> None:
        """Let the page look at the app's own side, and start and stop it."""
        if self._runner is None:
            raise RuntimeError("The sandbox is not running")
        self._runner.app[GLASS].backstage = backstage

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Raises OSError when the port is taken."""
        listener = socket.create_server((host, port), reuse_port=False)
        try:
            taken = listener.getsockname()[1]
            self.url = f"http://{_reachable(host)}:{taken}"
            config = replace(self._config, public_url=self.url)
            self._runner = web.AppRunner(build_app(config), access_log=None, shutdown_timeout=1.0)
            await self._runner.setup()
            await web.SockSite(self._runner, listener).start()
        except BaseException:
            listener.close()
            raise

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> "SandboxServer":
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()
