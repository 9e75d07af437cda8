"""A stage for whole journeys: the real app against the sandbox, over loopback HTTP."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import aiohttp

from bot.app import App, Seams
from bot.sandbox.app import SandboxServer
from bot.sandbox.config import SandboxConfig, Timing
from bot.settings import load_settings
from tests.ports import free_port

ANN: Final = "U0ANN00001"
BEN: Final = "U0BEN00001"
CLEO: Final = "U0CLEO0001"
GUS: Final = "U0GUEST001"
LAUNCH: Final = "C0LAUNCH01"
STUDIO: Final = "C0STUDIO01"
QUIET: Final = "C0QUIET001"
SPEED: Final = 60.0
PATIENCE: Final = 40.0
DATABASE: Final = "STAGE_DATABASE_URL"
"""Names the variable that puts all stages of a story on another engine."""

LEFT_TO_DO: Final = """
SELECT
    (SELECT count(*) FROM outbox WHERE ended = 0 AND name NOT IN ('CheckJob', 'Expire', 'Remind', 'Digest')
        AND NOT (paid = 1 AND state = 'unknown'))
    + (SELECT count(*) FROM tasks
        WHERE status IN ('requested', 'queued', 'submitting', 'rendering', 'fetching', 'deleting'))
"""

Message = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Stage:
    """People, the bot and the ground truth. Waiting is bounded by `PATIENCE` seconds."""

    sandbox: SandboxServer
    http: aiohttp.ClientSession
    data_dir: Path
    environ: dict[str, str]
    seams: Seams
    app: App | None = None
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def bag(self) -> str:
        """A product picture that the simulated provider can download."""
        return f"{self.sandbox.url}/samples/bag.jpg"

    async def start_bot(self) -> App:
        self.app = App(load_settings(self.environ, env_file=None), self.seams)
        await self.app.start()
        return self.app

    async def stop_bot(self) -> None:
        if self.app is not None:
            await self.app.stop()
            self.app = None

    async def type(self, text: str, *, by: str = ANN, channel: str = LAUNCH) -> dict[str, Any]:
        return await self._person(by, "command", {"channel": channel, "text": text})

    async def press(
        self, label: str, *, by: str = ANN, channel: str = LAUNCH, task: str | None = None
    ) -> dict[str, Any]:
        """Press the newest button with exactly this label that `by` can see."""
        message, block, element = await self._button(label, by=by, channel=channel, task=task)
        body = {
            "channel": channel,
            "ts": message["ts"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
        }
        return await self._person(by, "click", body)

    async def fill(self, values: Mapping[str, Any], *, by: str = ANN) -> dict[str, Any]:
        """Fill the filled modal on top by its labels, or block ids where several fields share one, and submit
        it; what is not named stays as it is."""
        view = await self.modal(by=by, with_submit=True)
        state = {
            block["block_id"]: _element_state(block, values)
            for block in view["blocks"]
            if block["type"] == "input"
        }
        return await self._person(by, f"views/{view['id']}/submit", {"values": state})

    async def choices(self, label: str, typed: str = "", *, by: str = ANN) -> Sequence[Mapping[str, Any]]:
        """What a list of the modal on top offers while `typed` stands in it."""
        view, block = await self._field(label, by=by)
        where = {"view_id": view["id"], "block_id": block["block_id"], "value": typed}
        body = {**where, "action_id": block["element"]["action_id"]}
        offered: Sequence[Mapping[str, Any]] = (await self._person(by, "options", body))["options"]
        return offered

    async def choose(self, label: str, choice: str, *, by: str = ANN) -> dict[str, Any]:
        """Choose from a menu or list of the modal on top, as its words say."""
        view, block = await self._field(label, by=by)
        element = block["element"]
        offered = element.get("options") or await self.choices(label, by=by)
        chosen = next(option for option in offered if option["text"]["text"] == choice)
        body = {"block_id": block["block_id"], "action_id": element["action_id"], "selected_option": chosen}
        return await self._person(by, f"views/{view['id']}/action", body)

    async def press_in_form(self, label: str, *, by: str = ANN) -> dict[str, Any]:
        """Press a button of the modal on top."""
        view = await self.modal(by=by, with_submit=True)
        row, element = _buttons(view, label, None)[0]
        body = {"block_id": row["block_id"], "action_id": element["action_id"]}
        return await self._person(by, f"views/{view['id']}/action", body)

    async def form(self, fits: Callable[[dict[str, Any]], bool], *, by: str = ANN) -> dict[str, Any]:
        """The modal on top, once it fits."""

        async def fitting() -> dict[str, Any] | None:
            view = await self.modal(by=by)
            return view if fits(view) else None

        found = await self.eventually(fitting, what="a form that fits")
        assert isinstance(found, dict)
        return found

    async def modal(self, *, by: str = ANN, with_submit: bool = False) -> dict[str, Any]:
        async def top() -> dict[str, Any] | None:
            views = (await self.state(by))["views"]
            ready = [view for view in views if view.get("submit") or not with_submit]
            return dict(ready[-1]) if ready else None

        found = await self.eventually(top)
        assert isinstance(found, dict)
        return found

    async def messages(self, channel: str = LAUNCH, *, seen_by: str = ANN) -> Sequence[Message]:
        state = await self.state(seen_by)
        return list(state["messages"].get(channel, []))

    async def message(
        self, wanted: Callable[[Message], bool] | str, *, channel: str = LAUNCH, seen_by: str = ANN
    ) -> Message:
        """The newest message that fits, waiting for it."""
        fits = (lambda message: wanted in spoken(message)) if isinstance(wanted, str) else wanted

        async def newest() -> Message | None:
            found = [m for m in await self.messages(channel, seen_by=seen_by) if fits(m)]
            return found[-1] if found else None

        found = await self.eventually(newest, what=str(wanted))
        assert isinstance(found, Mapping)
        return found

    async def state(self, user: str = ANN) -> dict[str, Any]:
        async with self.http.get("/sandbox/state", params={"user": user}) as answer:
            return dict(await answer.json())

    async def ledger(self) -> dict[str, Any]:
        async with self.http.get("/sandbox/ledger") as answer:
            return dict(await answer.json())

    async def paid(self, provider: str = "creatify") -> Sequence[Mapping[str, Any]]:
        """What the simulated provider really charged for."""
        return [job for job in (await self.ledger())[provider]["jobs"] if job["billed"]]

    async def fault(self, target: str, mode: str, **more: Any) -> None:
        async with self.http.post("/sandbox/faults", json={"target": target, "mode": mode, **more}) as answer:
            assert answer.status == 200, await answer.text()

    async def channel(self, channel: str, **changes: Any) -> None:
        async with self.http.post(f"/sandbox/channels/{channel}", json=changes) as answer:
            assert answer.status == 200, await answer.text()

    async def eventually(
        self, look: Callable[[], Any], *, what: str = "", patience: float = PATIENCE
    ) -> object:
        """Ask until the answer is true, ever less often, and give it back."""
        loop = asyncio.get_running_loop()
        end, pause = loop.time() + patience, 0.02
        while loop.time() < end:
            if found := await look():
                return found
            await asyncio.sleep(pause)
            pause = min(0.1, 1.2 * pause)
        shown = [spoken(message) for message in await self.messages()]
        raise AssertionError(f"never seen: {what}; there is {shown}")

    async def quiet(self) -> None:
        """Wait until the bot has nothing left to do but to wait for people."""

        async def idle() -> bool:
            return not self._left_to_do()

        await self.eventually(idle, what="a bot at rest")

    def _left_to_do(self) -> int:
        """Open work, counted in the bot's own database."""
        ((count,),) = self.look(LEFT_TO_DO)
        return int(count)

    def look(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the bot's own database past the bot, whichever it is."""
        if url := self.environ.get("GREENLIGHT_DATABASE_URL"):
            from tests.postgres.databases import execute  # whoever has no server needs no driver

            return execute(url, query)
        path = next(self.data_dir.glob("*.db"))
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()

    async def _field(self, label: str, *, by: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        view = await self.modal(by=by, with_submit=True)
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        return view, next(block for block in inputs if block["label"]["text"] == label)

    async def _button(
        self, label: str, *, by: str, channel: str, task: str | None
    ) -> tuple[Message, Message, Message]:
        def has(message: Message) -> bool:
            return any(True for _ in _buttons(message, label, task))

        message = await self.message(has, channel=channel, seen_by=by)
        block, element = next(iter(_buttons(message, label, task)))
        return message, block, element

    async def _person(self, who: str, what: str, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self.http.post(f"/sandbox/people/{who}/{what}", json=body) as answer:
            return dict(await answer.json())


def is_result(message: Message) -> bool:
    """Whether the message carries the buttons of a result."""
    return "Approve" in labels(message)


def spoken(message: Message) -> str:
    """Everything a person reads in a message."""
    parts = [str(message.get("text", ""))]
    for block in message.get("blocks") or []:
        parts.extend(_texts(block))
    return "\n".join(parts)


def labels(message: Message) -> set[str]:
    """The words on its buttons."""
    return {element["text"]["text"] for _, element in _buttons(message, None, None)}


def _texts(node: Any) -> list[str]:
    if isinstance(node, Mapping):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [text for value in node.values() for text in _texts(value)]
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    return []


def _buttons(message: Message, label: str | None, task: str | None) -> list[tuple[Message, Message]]:
    rows = [block for block in message.get("blocks") or [] if block["type"] == "actions"]
    return [
        (row, element)
        for row in rows
        for element in row["elements"]
        if element["type"] == "button"
        and (label is None or element["text"]["text"] == label)
        and (task is None or str(element.get("value", "")).startswith(task))
    ]


def _element_state(block: Message, values: Mapping[str, Any]) -> dict[str, Any]:
    element = block["element"]
    label = block["label"]["text"]
    state = {"type": element["type"]}
    given = values.get(block["block_id"], values.get(label))
    match element["type"]:
        case "static_select" | "external_select" | "radio_buttons":
            state["selected_option"] = _option(element, given) if given else element.get("initial_option")
        case "file_input":
            state["files"] = given or []
        case "checkboxes":
            state["selected_options"] = given if given is not None else element.get("initial_options", [])
        case "conversations_select":
            state["selected_conversation"] = given or element.get("initial_conversation")
        case "multi_users_select":
            people = given if given is not None else element.get("initial_users", [])
            state["selected_users"] = people
        case "file_input":
            state["files"] = given or []
        case "users_select":
            state["selected_user"] = given or element.get("initial_user")
        case "channels_select":
            state["selected_channel"] = given or element.get("initial_channel")
        case _:
            state["value"] = given if given is not None else element.get("initial_value")
    return {element["action_id"]: state}


def _option(element: Message, given: Any) -> Any:
    if isinstance(given, Mapping):
        return given
    return next(option for option in element.get("options", []) if option["text"]["text"] == given)


@asynccontextmanager
async def open_stage(
    folder: Path,
    *,
    socket_mode: bool = False,
    public: bool = True,
    bot: bool = True,
    seams: Seams | None = None,
    world: Mapping[str, Any] | None = None,
    **environ: str,
) -> AsyncIterator[Stage]:
    """A sandbox and a bot that know each other, both at `SPEED`; without `bot` that is left to the caller.

    `world`: what else the sandbox is told, by the names of `SandboxConfig`.
    """
    port = free_port()
    bot_url = f"http://127.0.0.1:{port}"
    config = SandboxConfig(
        app_url="" if socket_mode else f"{bot_url}/slack/events",
        socket_mode=socket_mode,
        speed=SPEED,
        rate_limits=False,
        timing=Timing(processing=1.5, sharing=0.5),
    )
    server = SandboxServer(replace(config, **(world or {})))
    await server.start("127.0.0.1", 0)
    settings = {
        "SLACK_BOT_TOKEN": config.bot_token,
        "SLACK_SIGNING_SECRET": config.signing_secret,
        "SLACK_API_URL": f"{server.url}/api/",
        "CREATIFY_API_ID": config.creatify_id,
        "CREATIFY_API_KEY": config.creatify_key,
        "CREATIFY_BASE_URL": f"{server.url}/providers/creatify",
        "AKOOL_CLIENT_ID": config.akool_client_id,
        "AKOOL_CLIENT_SECRET": config.akool_client_secret,
        "AKOOL_BASE_URL": f"{server.url}/providers/akool",
        "HEYGEN_API_KEY": config.heygen_key,
        "HEYGEN_BASE_URL": f"{server.url}/providers/heygen",
        "GREENLIGHT_DATA_DIR": str(folder),
        "GREENLIGHT_HOST": "127.0.0.1",
        "GREENLIGHT_PORT": str(port),
        "GREENLIGHT_ALLOW_LOOPBACK": "1",
        "GREENLIGHT_SPEED": str(SPEED),
        **({"SLACK_APP_TOKEN": config.app_token} if socket_mode else {}),
        **({"GREENLIGHT_PUBLIC_URL": bot_url} if public else {}),
        **({"GREENLIGHT_DATABASE_URL": os.environ[DATABASE]} if DATABASE in os.environ else {}),
        **environ,
    }
    async with aiohttp.ClientSession(server.url) as http:
        stage = Stage(sandbox=server, http=http, data_dir=folder, environ=settings, seams=seams or Seams())
        try:
            if bot:
                await stage.start_bot()
            yield stage
        finally:
            await stage.stop_bot()
            await server.close()
