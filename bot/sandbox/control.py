"""The control API under /sandbox/: the state of the world, faults, speed, channels, ground truth."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Final

from aiohttp import web

from bot.sandbox.ranges import serve
from bot.sandbox.slack import cast
from bot.sandbox.slack.people.payloads import Refused
from bot.sandbox.slack.shapes import user_json
from bot.sandbox.slack.state import Channel, User
from bot.sandbox.slack.wire import Json
from bot.sandbox.tour import read_steps
from bot.sandbox.world import World

SAMPLES: Final = ("bag", "mug", "shoe", "bottle", "lamp", "chair")
_KEEP_ALIVE: Final = 15.0


async def body_of(request: web.Request) -> Json:
    """The JSON object of a control call; nothing counts as `{}`."""
    raw = await request.read()
    try:
        parsed = json.loads(raw or b"{}")
    except ValueError:
        raise web.HTTPBadRequest(text="not JSON") from None
    if not isinstance(parsed, dict):
        raise web.HTTPBadRequest(text="not a JSON object")
    return parsed


def answering(
    run: Callable[[web.Request], Awaitable[Json]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A JSON answer; what the workspace refuses is `ok: false` with its reason."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response(await run(request))
        except Refused as refused:
            return web.json_response({"ok": False, "error": str(refused)})

    return handle


class Control:
    def __init__(self, world: World) -> None:
        self._world = world
        self._slack = world.slack

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/state", answering(self.state)),
            web.get("/sandbox/stream", self.stream),
            web.get("/sandbox/faults", answering(self.list_faults)),
            web.post("/sandbox/faults", answering(self.add_fault)),
            web.delete("/sandbox/faults", answering(self.clear_faults)),
            web.get("/sandbox/speed", answering(self.speed)),
            web.post("/sandbox/speed", answering(self.set_speed)),
            web.get("/sandbox/ledger", answering(self.ledger)),
            web.get("/sandbox/files/{file}", self.file),
            web.post("/sandbox/channels/{channel}", answering(self.change_channel)),
            web.post("/sandbox/invite", answering(self.invite)),
            web.post("/sandbox/users/{user}", answering(self.change_user)),
            web.post("/sandbox/tour", answering(self.offer_tour)),
            web.delete("/sandbox/tour", answering(self.close_tour)),
            web.post("/sandbox/event", answering(self.send_event)),
            web.post("/sandbox/app", answering(self.connect)),
            web.post("/sandbox/sockets", answering(self.disturb_sockets)),
        ]

    # --- what there is

    async def state(self, request: web.Request) -> Json:
        user = self._viewer(request)
        workspace, stage, modals = self._slack.workspace, self._slack.stage, self._slack.modals
        seen = [c for c in workspace.channels.values() if _is_listed(c, user)]
        home = modals.home(user.id)
        manifest = self._slack.config.manifest
        return {
            "me": _person(user),
            "team": {"id": cast.TEAM, "name": cast.TEAM_NAME, "domain": cast.TEAM_DOMAIN},
            "users": [_person(u) for u in workspace.users.values() if u.id != cast.SLACKBOT],
            "channels": [stage.channel_as_seen(channel) for channel in seen],
            "messages": {c.id: self._messages(c, user) for c in seen if user.id in c.members},
            "commands": [asdict(command) for command in manifest.commands],
            "shortcuts": [asdict(shortcut) for shortcut in manifest.shortcuts],
            "views": [modals.as_seen(view) for view in modals.stack(user.id)],
            "home": modals.as_seen(home) if home is not None else None,
            "people_can_type": True,
            "samples": [{"name": name, "url": f"{self._base}/samples/{name}.jpg"} for name in SAMPLES],
            "notices": stage.notices(user.id),
            "tour": self._slack.tour.as_json(),
        }

    @property
    def _base(self) -> str:
        return self._world.config.public_url

    def _viewer(self, request: web.Request) -> User:
        user = self._slack.workspace.users.get(request.query.get("user", cast.ANN))
        if user is None or user.is_bot:
            raise Refused("user_not_found")
        return user

    def _messages(self, channel: Channel, user: User) -> list[Json]:
        workspace = self._slack.workspace
        own = [m for m in workspace.ephemerals if (m.channel, m.only_for) == (channel.id, user.id)]
        every = [*workspace.messages.get(channel.id, {}).values(), *own]
        return [self._slack.stage.as_seen(m) for m in sorted(every, key=lambda m: m.ts)]

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events for one viewer, until they leave."""
        user = self._slack.workspace.users.get(request.query.get("user", cast.ANN))
        if user is None:
            raise web.HTTPNotFound
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        reply = web.StreamResponse(headers=headers)
        with suppress(ConnectionError):
            await self._tell_until_gone(user, request, reply)
        return reply

    async def _tell_until_gone(self, user: User, request: web.Request, reply: web.StreamResponse) -> None:
        async with self._slack.audience.screen(user.id) as screen:
            await reply.prepare(request)
            await reply.write(b": here\n\n")
            while True:
                try:
                    async with asyncio.timeout(_KEEP_ALIVE):
                        line = await screen.next_line()
                except TimeoutError:
                    line = b": still here\n\n"
                if line is None:
                    return
                await reply.write(line)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file that the viewer may see."""
        file = self._slack.workspace.files.get(request.match_info["file"])
        if file is None or file.content is None or file.is_deleted:
            raise web.HTTPNotFound
        return serve(request, file.content, file.mimetype or "application/octet-stream", file.name)

    async def ledger(self, request: web.Request) -> Json:  # noqa: ARG002 - a handler's shape
        return self._world.ledger()

    # --- what goes wrong

    async def list_faults(self, request: web.Request) -> Json:  # noqa: ARG002 - a handler's shape
        return {"faults": [rule.as_json() for rule in self._world.faults.rules()]}

    async def add_fault(self, request: web.Request) -> Json:
        given = await body_of(request)
        try:
            target, mode = str(given.pop("target")), str(given.pop("mode"))
            rule = self._world.faults.add(target, mode, times=int(given.pop("times", 1)), **given)
        except (KeyError, TypeError, ValueError) as error:
            return {"ok": False, "error": f"bad rule: {error}"}
        return {"ok": True, "fault": rule.as_json()}

    async def clear_faults(self, request: web.Request) -> Json:  # noqa: ARG002 - a handler's shape
        self._world.faults.clear()
        return {"ok": True}

    async def speed(self, request: web.Request) -> Json:  # noqa: ARG002 - a handler's shape
        return {"speed": self._world.pace.speed}

    async def set_speed(self, request: web.Request) -> Json:
        try:
            self._world.pace.speed = float((await body_of(request))["speed"])
        except (KeyError, TypeError, ValueError) as error:
            return {"ok": False, "error": f"bad speed: {error}"}
        return {"ok": True, "speed": self._world.pace.speed}

    # --- what changes around the app

    async def change_channel(self, request: web.Request) -> Json:
        channel = self._slack.workspace.channels.get(request.match_info["channel"])
        if channel is None:
            raise Refused("channel_not_found")
        change = await body_of(request)
        stage, bot = self._slack.stage, self._slack.workspace.bot.id
        if "is_ext_shared" in change:
            self._slack.stage.set_shared(channel, bool(change["is_ext_shared"]))
        if "restricted" in change:
            restricted = change["restricted"]
            channel.restricted = str(restricted) if isinstance(restricted, str) else _restriction(restricted)
        if change.get("bot_is_member") is True:
            stage.join(channel, bot)
        if change.get("bot_is_member") is False:
            stage.leave(channel, bot)
        for person in self._people(change.get("joins")):
            stage.join(channel, person)
        for person in self._people(change.get("leaves")):
            stage.leave(channel, person)
        if "is_archived" in change:
            stage.set_archived(channel, bool(change["is_archived"]))
        stage.show_channel(channel)
        return {"ok": True, "channel": stage.channel_as_seen(channel)}

    def _people(self, given: object) -> list[str]:
        """The people of a list of user ids that there are."""
        return (
            [person for person in given if person in self._slack.workspace.users]
            if isinstance(given, list)
            else []
        )

    async def invite(self, request: web.Request) -> Json:
        channel = self._slack.workspace.channels.get(str((await body_of(request)).get("channel")))
        if channel is None:
            raise Refused("channel_not_found")
        self._slack.stage.join(channel, self._slack.workspace.bot.id)
        return {"ok": True}

    async def change_user(self, request: web.Request) -> Json:
        """Make somebody a guest, an admin, or a full member again."""
        user = self._slack.workspace.users.get(request.match_info["user"])
        if user is None:
            raise Refused("user_not_found")
        change = await body_of(request)
        user.is_admin = bool(change.get("is_admin", user.is_admin))
        user.is_restricted = bool(change.get("is_restricted", user.is_restricted))
        return {"ok": True, "user": _person(user)}

    async def offer_tour(self, request: web.Request) -> Json:
        """`{"steps": [{"title", "hint", "done", "types"?}]}`: see `Step`."""
        try:
            steps = read_steps((await body_of(request)).get("steps"))
        except ValueError as error:
            return {"ok": False, "error": str(error)}
        workspace, stage = self._slack.workspace, self._slack.stage
        self._slack.tour.offer(steps, (stage.as_seen(m) for m in workspace.by_app()))
        return self._show_tour()

    async def close_tour(self, request: web.Request) -> Json:  # noqa: ARG002 - a handler's shape
        self._slack.tour.close()
        return self._show_tour()

    def _show_tour(self) -> Json:
        self._slack.audience.tell_all("tour", self._slack.tour.as_json())
        return {"ok": True}

    async def send_event(self, request: web.Request) -> Json:
        """Any Events API event, like tokens_revoked, whether or not the manifest asks for it."""
        event = await body_of(request)
        if not isinstance(event.get("type"), str):
            raise Refused("event has no type")
        self._slack.events.tell_anyway({"event_ts": self._slack.workspace.new_ts()} | event)
        return {"ok": True}

    async def connect(self, request: web.Request) -> Json:
        """Change the app's request URL; Slack verifies it first."""
        url = str((await body_of(request)).get("url", ""))
        self._slack.line.connect(url)
        return {"ok": not url or await self._slack.events.verify_url()}

    async def disturb_sockets(self, request: web.Request) -> Json:
        """`{"action": "warning" | "refresh_requested" | "link_disabled" | "drop"}`."""
        action = str((await body_of(request)).get("action", "refresh_requested"))
        if action == "drop":
            await self._slack.sockets.drop()
        else:
            await self._slack.sockets.warn(action)
        return {"ok": True}


def _restriction(restricted: object) -> str:
    return "restricted_action" if restricted else ""


def _is_listed(channel: Channel, user: User) -> bool:
    """Public channels are listed for everybody at home; private and shared ones for who is in."""
    if user.id in channel.members:
        return True
    return channel.kind == "public" and not (user.is_restricted or user.is_stranger)


def _person(user: User) -> Json:
    shape = user_json(user)
    return {key: value for key, value in shape.items() if key not in {"profile", "updated", "deleted"}}
