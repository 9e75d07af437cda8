"""A Slack of these tests' own, as its documentation describes it: small, strict, and odd where it may be.

It shares nothing with the sandbox. What a test wants different it puts into `quirks`: by method, a function
that gets the arguments and the answer and gives the answer that leaves.
"""

from __future__ import annotations

import asyncio
import hmac
import itertools
import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

TEAM: Final = "T0HOME0001"
BOT: Final = "U0BOT00001"
ANN: Final = "U0ANN00001"
BEN: Final = "W0BEN00001"
ROOM: Final = "C0ROOM0001"
SECRET: Final = "0123456789abcdef0123456789abcdef"
TOKEN: Final = "xoxb-1-contract"
PATIENCE: Final = 40.0

Json = dict[str, Any]
Quirk = Callable[[Json, Json], "Json | web.Response"]


@dataclass(slots=True, kw_only=True)
class OwnSlack:
    """One workspace with one channel; whoever is not named otherwise is a full member."""

    url: str = ""
    bot_url: str = ""
    http: aiohttp.ClientSession | None = None
    quirks: dict[str, Quirk] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    messages: list[Json] = field(default_factory=list)
    private: list[Json] = field(default_factory=list)
    files: dict[str, Json] = field(default_factory=dict)
    views: dict[str, Json] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    sent: list[tuple[str, Json]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    members: dict[str, list[str]] = field(default_factory=lambda: {ROOM: [ANN, BEN, BOT]})
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/{method}", self._api),
            web.post("/upload/{file}", self._upload),
            web.post("/respond/{place}", self._respond),
        ]

    # What people do

    async def command(self, name: str, text: str = "", **more: str) -> tuple[int, str]:
        """Type a slash command; gives status and body of the answer."""
        form = {
            "team_id": TEAM, "channel_id": ROOM, "channel_name": "room", "user_id": ANN, "command": name,
            "text": text, "trigger_id": f"{next(self._numbers)}.2.abc", "api_app_id": "A0APP00001",
            "response_url": f"{self.url}/respond/{next(self._numbers)}", "is_enterprise_install": "false",
        }  # fmt: skip
        return await self.send({**form, **more})

    async def press(self, label: str, *, by: str = ANN, **more: Any) -> tuple[int, str]:
        """Press the newest button with this label."""
        return await self.press_this(*await self.button(label), by=by, **more)

    async def press_this(
        self, message: Json, element: Json, *, by: str = ANN, **more: Any
    ) -> tuple[int, str]:
        """Press a button that was seen before, perhaps long ago."""
        body = {
            "type": "block_actions", "team": {"id": TEAM}, "user": {"id": by}, "api_app_id": "A0APP00001",
            "trigger_id": f"{next(self._numbers)}.2.abc",
            "response_url": f"{self.url}/respond/{next(self._numbers)}",
            "container": {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]},
            "channel": {"id": message["channel"]}, "message": message, "state": {"values": {}},
            "actions": [{**element, "action_ts": f"{time.time():.6f}"}],
        }  # fmt: skip
        return await self.send({"payload": json.dumps({**body, **more})})

    async def submit(self, view: str, values: Mapping[str, Any], *, by: str = ANN) -> tuple[int, str]:
        """Send a window's form; `values` by block id, as the element's own state."""
        state = {block: {block: value} for block, value in values.items()}
        body = {
            "type": "view_submission", "team": {"id": TEAM}, "user": {"id": by},
            "trigger_id": f"{next(self._numbers)}.2.abc",
            "view": {**self.views[view], "state": {"values": state}},
        }  # fmt: skip
        return await self.send({"payload": json.dumps(body)})

    async def interact(self, body: Json) -> tuple[int, str]:
        trigger = f"{next(self._numbers)}.2.abc"
        return await self.send({"payload": json.dumps({"team": {"id": TEAM}, "trigger_id": trigger, **body})})

    async def send(self, form: Mapping[str, str]) -> tuple[int, str]:
        return await self.post(urlencode(form).encode(), "application/x-www-form-urlencoded")

    async def post(self, raw: bytes, content_type: str, **headers: str) -> tuple[int, str]:
        """A signed request, unless `headers` say otherwise."""
        assert self.http is not None
        now = str(int(time.time()))
        signed = hmac.digest(SECRET.encode(), b"v0:" + now.encode() + b":" + raw, "sha256").hex()
        sent = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={signed}", **headers}
        sent["Content-Type"] = content_type
        async with self.http.post(f"{self.bot_url}/slack/events", data=raw, headers=sent) as answer:
            return answer.status, await answer.text()

    # What people see

    def said(self) -> list[str]:
        return [_words(message) for message in self.messages]

    async def eventually(self, look: Callable[[], Any], what: str = "") -> Any:
        end = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            if found := look():
                return found
            await asyncio.sleep(0.01)
        raise AssertionError(
            f"never seen: {what}; there is {self.said()}, {self.private}, {dict(self.calls)}"
        )

    async def message(self, words: str) -> Json:
        def newest() -> Json | None:
            return next((m for m in reversed(self.messages) if words in _words(m)), None)

        found: Json = await self.eventually(newest, words)
        return found

    async def whisper(self, words: str) -> Json:
        def newest() -> Json | None:
            return next((m for m in reversed(self.private) if words in _words(m)), None)

        found: Json = await self.eventually(newest, words)
        return found

    async def view(self, block: str) -> Json:
        """The newest window with a block of this id."""

        def newest() -> Json | None:
            fits = (
                v
                for v in reversed(self.views.values())
                if any(b.get("block_id") == block for b in v["blocks"])
            )
            return next(fits, None)

        found: Json = await self.eventually(newest, f"a window with {block}")
        return found

    async def button(self, label: str) -> tuple[Json, Json]:
        def newest() -> tuple[Json, Json] | None:
            for message in reversed([*self.private, *self.messages]):
                for element in _elements(message):
                    if element["text"]["text"] == label:
                        return message, element
            return None

        found: tuple[Json, Json] = await self.eventually(newest, f"a button {label}")
        return found

    # What the bot asks

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = await _arguments(request)
        self.calls[method] += 1
        self.sent.append((method, given))
        answer: Json | web.Response = self._answer(method, given)
        if method in self.quirks and isinstance(answer, dict):
            answer = self.quirks[method](given, answer)
        await asyncio.sleep(self.slow.get(method, 0))
        return answer if isinstance(answer, web.Response) else web.json_response(answer)

    def _answer(self, method: str, given: Json) -> Json:
        handler = _METHODS.get(method)
        return handler(self, given) if handler else {"ok": False, "error": "unknown_method"}

    async def _upload(self, request: web.Request) -> web.Response:
        self.files[request.match_info["file"]]["bytes"] = await request.read()
        return web.Response(text="OK")

    async def _respond(self, request: web.Request) -> web.Response:
        self.private.append({**await request.json(), "ts": self.ts(), "channel": ROOM})
        return web.Response(text="ok")

    def ts(self) -> str:
        return f"{int(time.time())}.{next(self._numbers):06d}"

    def found(self, given: Json) -> Json | None:
        fits = (m for m in self.messages if m["channel"] == given["channel"] and m["ts"] == given.get("ts"))
        return next((m for m in fits if m["ts"] not in self.gone), None)


def refused(code: str) -> Json:
    return {"ok": False, "error": code}


def _auth(_: OwnSlack, __: Json) -> Json:
    return {"ok": True, "team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT00001", "team": "Home"}


def _channel(slack: OwnSlack, given: Json) -> Json:
    room = given["channel"]
    if room not in slack.members:
        return refused("channel_not_found")
    return {
        "ok": True,
        "channel": {"id": room, "name": "room", "is_channel": True, "is_member": BOT in slack.members[room]},
    }


def _members(slack: OwnSlack, given: Json) -> Json:
    return {"ok": True, "members": slack.members[given["channel"]], "response_metadata": {"next_cursor": ""}}


def _user(_: OwnSlack, given: Json) -> Json:
    return {"ok": True, "user": {"id": given["user"], "team_id": TEAM, "is_bot": False}}


def _post(slack: OwnSlack, given: Json) -> Json:
    parent = given.get("thread_ts")
    kept: Json = {
        key: given[key]
        for key in ("channel", "text", "blocks", "metadata", "reply_broadcast")
        if key in given
    }
    message = {**kept, "ts": slack.ts(), "user": BOT, "type": "message"}
    if parent and parent not in slack.gone:
        message["thread_ts"] = parent
    slack.messages.append(message)
    return {"ok": True, "channel": given["channel"], "ts": message["ts"], "message": dict(message)}


def _update(slack: OwnSlack, given: Json) -> Json:
    message = slack.found(given)
    if message is None:
        return refused("message_not_found")
    message |= {"text": given["text"], "blocks": given["blocks"]}
    return {"ok": True, "channel": given["channel"], "ts": given["ts"], "text": given["text"]}


def _delete(slack: OwnSlack, given: Json) -> Json:
    message = slack.found(given)
    if message is None:
        return refused("message_not_found")
    slack.messages.remove(message)
    return {"ok": True, "channel": given["channel"], "ts": given["ts"]}


def _ephemeral(slack: OwnSlack, given: Json) -> Json:
    slack.private.append({**given, "ts": slack.ts()})
    return {"ok": True, "message_ts": slack.ts()}


def _open(slack: OwnSlack, given: Json) -> Json:
    view = {**given["view"], "id": f"V{len(slack.views) + 1:07d}", "hash": "1.a", "state": {"values": {}}}
    slack.views[view["id"]] = view
    return {"ok": True, "view": view}


def _update_view(slack: OwnSlack, given: Json) -> Json:
    view = slack.views[given["view_id"]]
    view |= given["view"]
    return {"ok": True, "view": view}


def _slot(slack: OwnSlack, given: Json) -> Json:
    name = f"F{len(slack.files) + 1:09d}"
    slack.files[name] = {"id": name, "name": given["filename"], "mimetype": "", "shares": {}}
    return {"ok": True, "upload_url": f"{slack.url}/upload/{name}", "file_id": name}


def _complete(slack: OwnSlack, given: Json) -> Json:
    (entry,) = json.loads(given["files"])
    file = slack.files[entry["id"]]
    file["mimetype"] = "image/png" if file["name"].endswith("png") else "video/mp4"
    if room := given.get("channel_id"):
        share = {"ts": slack.ts()}
        if given.get("thread_ts"):
            share["thread_ts"] = given["thread_ts"]
        file["shares"] = {"public": {room: [share]}}
    return {"ok": True, "files": [{"id": file["id"], "title": entry.get("title")}]}


def _file(slack: OwnSlack, given: Json) -> Json:
    file = slack.files.get(given["file"])
    if file is None:
        return refused("file_not_found")
    return {"ok": True, "file": {key: value for key, value in file.items() if key != "bytes"}}


def _delete_file(slack: OwnSlack, given: Json) -> Json:
    return {"ok": True} if slack.files.pop(given["file"], None) else refused("file_not_found")


def _history(slack: OwnSlack, given: Json) -> Json:
    found = [m for m in slack.messages if m["channel"] == given["channel"]]
    return {"ok": True, "messages": found, "has_more": False}


_METHODS: Final[Mapping[str, Callable[[OwnSlack, Json], Json]]] = {
    "auth.test": _auth,
    "conversations.info": _channel,
    "conversations.members": _members,
    "conversations.open": lambda _, given: {"ok": True, "channel": {"id": f"D{given['users'][1:]}"}},
    "conversations.history": _history,
    "conversations.replies": _history,
    "users.info": _user,
    "chat.postMessage": _post,
    "chat.update": _update,
    "chat.delete": _delete,
    "chat.postEphemeral": _ephemeral,
    "chat.getPermalink": lambda _, given: {
        "ok": True,
        "permalink": f"https://x.slack.com/{given['message_ts']}",
    },
    "views.open": _open,
    "views.update": _update_view,
    "views.publish": _open,
    "files.getUploadURLExternal": _slot,
    "files.completeUploadExternal": _complete,
    "files.info": _file,
    "files.delete": _delete_file,
}


async def _arguments(request: web.Request) -> Json:
    """From query, form and JSON, as Slack takes them."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        return {**given, **await request.json()}
    return {**given, **dict(await request.post())}


def _elements(message: Json) -> list[Json]:
    rows = [block for block in message.get("blocks") or [] if block["type"] == "actions"]
    return [element for row in rows for element in row["elements"]]


def _words(node: Any) -> str:
    """Everything that can be read in a message."""
    if isinstance(node, dict):
        return "\n".join(
            value if key == "text" and isinstance(value, str) else _words(value)
            for key, value in node.items()
        )
    return "\n".join(_words(item) for item in node) if isinstance(node, list) else ""
