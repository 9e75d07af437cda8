"""The composition root: the only file that knows every part."""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.clock import Clock, SystemClock
from bot.counting import Counting
from bot.domain.task import TeamId, UserId
from bot.errors import GreenlightError, SettingsError, SlackBusy, SlackError
from bot.logs import get_logger
from bot.media import Archive, Downloader, MediaLinks, PublicLinks
from bot.media.mixing import can_mix
from bot.metrics import Metrics
from bot.outbox import Tools, Worker
from bot.outbox.mixer import Mixer
from bot.outbox.people import People
from bot.outbox.private import PrivateWords
from bot.outbox.progress import Progress
from bot.outbox.returns import Returns
from bot.outbox.tidy import EVERY, tidy
from bot.outbox.troubles import is_passing
from bot.providers.http import Http
from bot.providers.provider import Provider, Sender, SwitchedOff
from bot.providers.registry import Configured, NoKeys, configured, switched_off
from bot.providers.studio import Studio
from bot.readiness import Readiness
from bot.service import Service, WebhookTokens
from bot.settings import Settings
from bot.slack import Identity, Slack, Trouble, make_client, open_session, trouble
from bot.web import Gauge, build_web, serve
from handlers.desk import Desk
from handlers.slack_events import SlackEvents
from handlers.webhooks import Webhooks
from storage.opening import open_store
from storage.store import Store

CLIENT_TIMEOUT: Final = timedelta(seconds=30)

CONNECT_WITHIN: Final = timedelta(seconds=10)
"""A socket that takes longer goes on connecting, and readiness stays red until it stands."""

START_TRIES: Final = 20
START_PAUSE: Final = timedelta(seconds=2)

log = get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seams:
    """Where a test may put something around a part. The product leaves them as they are."""

    store: Callable[[Store], Store] = lambda store: store
    sender: Callable[[Sender], Sender] = lambda sender: sender
    slack_session: Callable[[], aiohttp.ClientSession] = open_session
    clock: Clock | None = None
    ticks: Callable[[], float] = time.monotonic
    client_timeout: timedelta = CLIENT_TIMEOUT


class App:
    """The whole bot, started and stopped as one."""

    def __init__(self, settings: Settings, seams: Seams | None = None) -> None:
        self._settings = settings
        self._seams = seams or Seams()
        self._stack = AsyncExitStack()
        self.clock: Clock = self._seams.clock or SystemClock(settings.speed)
        self.metrics = Metrics()
        self.url = ""

    async def start(self) -> None:
        """Open everything, take up what was left, then listen. Raises GreenlightError with what to do."""
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise

    async def stop(self) -> None:
        """Stop listening first, then let the worker finish what is under way."""
        await self._stack.aclose()

    async def _start(self) -> None:
        settings = self._settings
        self.store = self._seams.store(await self._opened_store())
        ready = configured(settings.provider_keys())
        providers = {name: each.provider for name, each in ready.items()}
        off = switched_off(settings.provider_keys())
        senders = {name: NoKeys(name) for name in off} | {n: self._sender(each) for n, each in ready.items()}
        slack, identity = await self._connected_slack()
        returns = Returns(store=self.store, slack=slack, archive=Archive(settings.data_dir / "media"))
        studio = Studio(mixes=can_mix())
        providers |= {studio.name: studio}
        senders |= {studio.name: self._seams.sender(Mixer(returns))}
        self.service = self._service(providers, off)
        counting = Counting(self.metrics, self.store, self.clock)
        self.service.came = counting.came
        slack.count_with(self.metrics.slack_call)
        tools = self._tools(senders, returns)
        worker = await self._started_worker(tools)
        desk = self._desk(tools, identity)
        bolt = make_bolt(settings, identity)
        handlers.register(bolt, desk)
        self._stack.push_async_callback(desk.close)
        socket = await self._socket(bolt) if settings.socket_mode else None
        events = None if socket else SlackEvents(bolt, desk, make_verifier(settings))
        await self._listen(tools, events, worker, socket, counting.gauge)
        log.info("ready", url=self.url, socket_mode=settings.socket_mode, providers=sorted(providers))

    async def _opened_store(self) -> Store:
        self._settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = await open_store(self._settings.database, key_print=self._settings.key_print())
        self._stack.push_async_callback(store.close)
        return store

    def _sender(self, ready: Configured) -> Sender:
        provider, store = ready.provider, self.store
        http = Http(
            ready.base_url,
            provider=provider.name,
            timeout=self._seams.client_timeout,
            may_act=lambda: store.may_act,
        )
        self._stack.push_async_callback(http.close)
        return provider.over(self._seams.sender(http))

    async def _connected_slack(self) -> tuple[Slack, Identity]:
        """Ask Slack who we are: a wrong token stops the start here, with a sentence."""
        session = await self._stack.enter_async_context(self._seams.slack_session())
        token = self._settings.require_slack().bot_token.get_secret_value()
        client = make_client(token, self._settings.slack_api_url, session)
        store = self.store
        slack = Slack(
            client,
            clock=self.clock,
            turns=store.turns,
            ticks=self._seams.ticks,
            may_act=lambda: store.may_act,
        )
        return slack, await _whoami(slack, self.clock)

    def _service(self, providers: Mapping[str, Provider], off: Mapping[str, SwitchedOff]) -> Service:
        tokens = WebhookTokens(key=self._settings.secret_key(), public_url=self._settings.public_url)
        return Service(
            store=self.store,
            providers=providers,
            prices=replace(
                self._settings.price_list(),
                tables={
                    **{name: each.provider.estimate for name, each in off.items()},
                    **{name: provider.estimate for name, provider in providers.items()},
                },
            ),
            clock=self.clock,
            tokens=tokens,
            caps=self._settings.caps(),
            switched_off=off,
        )

    def _tools(self, senders: Mapping[str, Sender], returns: Returns) -> Tools:
        settings, slack = self._settings, returns.slack
        admins = frozenset(UserId(person) for person in settings.admins)
        downloader = Downloader(
            allow_loopback=settings.allow_loopback, hosts=settings.media_hosts, clock=self.clock
        )
        return Tools(
            service=self.service,
            store=self.store,
            slack=slack,
            people=People(slack=slack, store=self.store, clock=self.clock, admins=admins),
            private=PrivateWords(slack),
            senders=senders,
            archive=returns.archive,
            returns=returns,
            links=PublicLinks(MediaLinks(settings.secret_key()), public_url=settings.public_url),
            downloader=downloader,
            clock=self.clock,
            prices=self.service.prices,
            metrics=self.metrics,
            client_timeout=self._seams.client_timeout,
            admins=admins,
        )

    async def _started_worker(self, tools: Tools) -> Worker:
        worker = Worker(tools)
        self.service.wake = worker.wake
        await worker.recover()
        self._run("worker", worker.run)
        self._stack.push_async_callback(worker.stop)
        self._run("progress", Progress(tools).run)
        self._run("tidy", lambda: self._tidy(tools))
        return worker

    def _desk(self, tools: Tools, identity: Identity) -> Desk:
        return Desk(
            service=self.service,
            tools=tools,
            slack=tools.slack,
            people=tools.people,
            private=tools.private,
            senders=tools.senders,
            prices=tools.prices,
            clock=self.clock,
            team=TeamId(identity.team),
            allow_loopback=self._settings.allow_loopback,
        )

    async def _socket(self, bolt: AsyncApp) -> AsyncSocketModeHandler:
        token = self._settings.require_slack().app_token
        socket = AsyncSocketModeHandler(bolt, token.get_secret_value() if token else None)
        socket.client.proxy = bolt.client.proxy = None  # like all our calls: see make_client
        self._stack.push_async_callback(socket.close_async)
        connecting = self._run("socket", socket.connect_async)
        await asyncio.wait({connecting}, timeout=CONNECT_WITHIN.total_seconds())
        return socket

    async def _listen(
        self,
        tools: Tools,
        events: SlackEvents | None,
        worker: Worker,
        socket: AsyncSocketModeHandler | None,
        gauge: Gauge,
    ) -> None:
        readiness = Readiness(
            store=self.store,
            slack=tools.slack,
            worker=worker,
            clock=self.clock,
            socket=socket.client.is_connected if socket else None,
        )
        web = build_web(
            slack=events,
            webhooks=Webhooks(self.service, self.metrics),
            bring=tools.returns.bring,
            links=MediaLinks(self._settings.secret_key()),
            metrics=self.metrics,
            probe=readiness.parts,
            gauge=gauge,
        )
        runner = await serve(web, self._settings.host, self._settings.port)
        self._stack.push_async_callback(runner.cleanup)
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def _tidy(self, tools: Tools) -> None:
        while True:
            try:
                await tidy(tools, keep=timedelta(days=self._settings.keep_days))
            except (GreenlightError, OSError) as error:
                log.warning("not tidied", error=str(error))
            for _ in range(EVERY // timedelta(minutes=1)):
                await self.clock.sleep(timedelta(minutes=1))

    def _run(self, name: str, work: Callable[[], Coroutine[object, object, None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(work(), name=name)

        async def end() -> None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        self._stack.push_async_callback(end)
        return task


async def _whoami(slack: Slack, clock: Clock) -> Identity:
    """A Slack that is busy or away for a moment does not keep the bot from starting; a refusal does."""
    for _ in range(START_TRIES):
        try:
            return await slack.whoami()
        except SlackError as error:
            if trouble(error) is Trouble.TOKEN_DEAD:
                raise SettingsError(
                    f"Slack does not accept SLACK_BOT_TOKEN ({error.code}): copy the bot token from "
                    "“OAuth & Permissions” of your Slack app again."
                ) from error
            if not is_passing(error):
                raise
            log.warning("slack is not there yet", error=str(error))
            await clock.sleep(error.wait if isinstance(error, SlackBusy) else START_PAUSE)
    return await slack.whoami()


def make_bolt(settings: Settings, identity: Identity) -> AsyncApp:
    """Bolt with our own authorisation: no auth.test on requests, nothing read from the environment."""
    slack = settings.require_slack()
    token = slack.bot_token.get_secret_value()

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team,
            bot_token=token,
            bot_id=identity.bot_id,
            bot_user_id=identity.bot_user,
        )

    with _without_slack_variables():
        return AsyncApp(
            name="greenlight",  # otherwise Bolt looks for one through every frame of the stack
            client=AsyncWebClient(base_url=settings.slack_api_url),
            signing_secret=_signing_secret(settings),
            authorize=authorize,
            process_before_response=True,
            attaching_function_token_enabled=False,
            ignoring_self_assistant_message_events_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )


def make_verifier(settings: Settings) -> SignatureVerifier:
    return SignatureVerifier(_signing_secret(settings))


def _signing_secret(settings: Settings) -> str:
    """Empty in Socket Mode, where nothing is signed."""
    secret = settings.require_slack().signing_secret
    return secret.get_secret_value() if secret else ""


@contextmanager
def _without_slack_variables() -> Iterator[None]:
    """Bolt takes a token and whole OAuth settings from variables that nobody gave to it."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("SLACK_")}
    try:
        yield
    finally:
        os.environ.update(hidden)
