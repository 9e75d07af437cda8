"""The worker: claims what is due, carries it out beside each other, and decides by the type of an error."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from bot.clock import LONGEST_SLEEP
from bot.errors import GreenlightError, SlackBusy, SlackError, SlackUnsure, StorageError
from bot.logs import get_logger
from bot.outbox import (
    admit,
    asking,
    batches,
    budgets,
    checks,
    clicks,
    digest,
    doubles,
    draw,
    fetch,
    follow,
    hints,
    home,
    owner,
    provenance,
    reconcile,
    remove,
    say,
    show,
    submit,
)
from bot.outbox.tools import Later, Tools, backoff
from bot.outbox.troubles import MOST_ATTEMPTS, is_passing
from bot.providers.provider import Provider
from storage.store import Claim, RowState, at_hand

Performer = Callable[[Tools, Claim], Awaitable[RowState | None]]

SLOTS: Final = 32
SLOTS_A_CHANNEL: Final = 4
SHORTEST_REST: Final = timedelta(milliseconds=20)
BUSY_REST: Final = timedelta(milliseconds=250)
"""While jobs are being read, or a channel has its share of slots, they go on counting as due; the end of
either wakes us."""

LONGEST_OUTAGE: Final = timedelta(days=1)
"""How long an effect is tried again, a minute apart, while Slack cannot be reached or has a fault."""

YIELDING: Final = timedelta(milliseconds=25)
MOST_YIELDS: Final = 20
SLOTS_IN_A_FLOOD: Final = 8
"""While orders or webhooks pour in, writing them down and answering comes first. The work that they leave
goes on slowly, half a second a turn, and at full speed once the flood is over."""

GRACE: Final = timedelta(seconds=25)
"""How long a stop waits for what is under way. What is not done then is in doubt at the next start."""

log = get_logger()


PERFORMERS: Final[Mapping[str, Performer]] = {
    "Admit": admit.admit,
    "AskSpend": admit.ask_spend,
    "AskApproval": asking.ask_approval,
    "Remind": asking.remind,
    "Expire": asking.expire,
    "DrawStatus": draw.draw_status,
    "DrawResult": draw.draw_result,
    "DrawThread": draw.draw_thread,
    "SubmitJob": submit.submit,
    "Reconcile": reconcile.reconcile,
    "ReadHint": hints.read_hint,
    "FetchMedia": fetch.fetch,
    "ShowResult": show.show,
    "SayOutcome": say.say_outcome,
    "TellRequester": say.tell_requester,
    "NotifyChannels": say.notify_channels,
    "AnnounceFinal": say.announce_final,
    "BroadcastResult": say.broadcast_result,
    "RemoveEverywhere": remove.remove,
    "WriteProvenance": provenance.write_provenance,
    "StartBatch": batches.start_batch,
    "Digest": digest.say_digest,
    "DrawHome": home.draw_home_again,
    "DrawBatch": batches.draw_batch,
    "EndBatch": batches.end_batch,
    "MakeFollowUp": follow.make_follow_up,
    "Click": clicks.click,
    "TakeBackDouble": doubles.take_back_double,
    "WarnBudget": budgets.warn,
    "TellOwner": owner.say_to_owner,
}


class Worker:
    """Runs until stopped. One a process; on SQLite one altogether."""

    def __init__(self, tools: Tools, *, performers: Mapping[str, Performer] = PERFORMERS) -> None:
        self._tools = tools
        self._performers = performers
        self._woken = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._sweeps: dict[str, asyncio.Task[None]] = {}
        self._channels: Counter[str] = Counter()
        self._stopping = False
        self.is_alive = False

    def wake(self) -> None:
        """Something became due."""
        self._woken.set()

    async def recover(self) -> None:
        """At start: whatever was on its way is in doubt. Paid calls go to the search, never out again."""
        await self._tools.store.listen(news=self.wake, given_up=self.let_go)
        for claim in await self._tools.store.mark_interrupted():
            await self._after_interruption(claim)

    async def _take_over(self) -> None:
        """The same of what processes that are gone since then had on their way."""
        for claim in await self._tools.store.take_over():
            log.warning("took over", effect=claim.name, task=claim.task)
            await self._after_interruption(claim)

    def let_go(self) -> None:
        """The others gave this process up: what it was doing is theirs now."""
        for task in self._running:
            task.cancel()

    async def run(self) -> None:
        """Claim and carry out until `stop`. A storage fault does not end it: it goes on once that healed."""
        self.is_alive = True
        try:
            while not self._stopping:
                try:
                    await self._turn()
                except StorageError as error:
                    log.warning("storage failed", error=str(error))
                    await self._tools.clock.sleep(timedelta(seconds=1))
                except Exception:  # one row that cannot be read must not stop all others
                    log.exception("claiming broke")
                    await self._tools.clock.sleep(timedelta(seconds=1))
        finally:
            self.is_alive = False

    async def stop(self) -> None:
        """Take nothing new, wait a while for what is under way, then let go of it."""
        self._stopping = True
        self.wake()
        under_way = {*self._running, *self._sweeps.values()}
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=GRACE.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _turn(self) -> None:
        slots = SLOTS_IN_A_FLOOD if await self._gave_way() else SLOTS
        self._woken.clear()
        await self._take_over()
        has_more_hooks = await hints.take_hooks(self._tools) == hints.MOST_HOOKS
        await self._start_sweeps()
        free = max(0, slots - len(self._running))
        claims = await self._claim(free) if free else ()
        for claim in claims:
            self._start(claim)
        if not claims and not has_more_hooks:
            await self._rest(is_full=not free)

    async def _gave_way(self) -> bool:
        """Wait while a flood comes in, but not for ever. True when there was one."""
        for yielded in range(MOST_YIELDS):
            if self._stopping or not self._tools.service.intake.is_flood:
                return yielded > 0
            await asyncio.sleep(YIELDING.total_seconds())
        return True

    async def _claim(self, free: int) -> tuple[Claim, ...]:
        busy = [channel for channel, count in self._channels.items() if count >= SLOTS_A_CHANNEL]
        return tuple(await self._tools.store.claim_due(self._tools.clock.now(), limit=free, busy=busy))

    async def _rest(self, *, is_full: bool) -> None:
        """Until woken, until something is due, and never longer than a minute."""
        due = None if is_full else await self._tools.store.next_due()
        wait = LONGEST_SLEEP if due is None else due - self._tools.clock.now()
        least = BUSY_REST if self._has_due_under_way() else SHORTEST_REST
        seconds = min(max(wait, least), LONGEST_SLEEP).total_seconds()
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    def _has_due_under_way(self) -> bool:
        """Whether something counts as due that cannot be taken now: jobs being read, or a channel's share."""
        is_reading = any(not sweep.done() for sweep in self._sweeps.values())
        return is_reading or any(count >= SLOTS_A_CHANNEL for count in self._channels.values())

    def _start(self, claim: Claim) -> None:
        task = asyncio.create_task(self._carry_out(claim), name=claim.key)
        self._running.add(task)
        if claim.channel:
            self._channels[claim.channel] += 1
        task.add_done_callback(lambda done: self._ended(done, claim.channel))

    def _ended(self, task: asyncio.Task[None], channel: str) -> None:
        self._running.discard(task)
        self._channels[channel] -= 1
        if self._channels[channel] <= 0:
            del self._channels[channel]
        self.wake()

    async def _start_sweeps(self) -> None:
        """One for each provider that has jobs to be read and is not being read already."""
        providers = self._tools.service.all_providers
        idle = [name for name in providers if name not in self._sweeps or self._sweeps[name].done()]
        for name in await checks.providers_due(self._tools, idle) if idle else ():
            self._sweeps[name] = asyncio.create_task(self._sweep(providers[name]), name=f"sweep:{name}")

    async def _sweep(self, provider: Provider) -> None:
        try:
            if await checks.sweep(self._tools, provider):
                self.wake()
        except GreenlightError as error:
            log.warning("polling failed", provider=provider.name, error=str(error))
            await self._tools.clock.sleep(timedelta(seconds=1))
        except Exception:  # an answer that nobody thought of must not be asked for fifty times a second
            log.exception("polling broke", provider=provider.name)
            await self._tools.clock.sleep(timedelta(seconds=5))

    async def _carry_out(self, claim: Claim) -> None:
        """The one place that catches broadly: an effect that breaks must not take the worker with it.

        After a storage fault nobody knows how far it came, so it is done again as one that may be done.
        """
        at_hand.set(claim)
        while True:
            try:
                end = partial(self._end, claim, await self._performers[claim.name](self._tools, claim))
            except StorageError as error:
                if not await self._storage_may_be_back(claim, error):
                    return
                claim = replace(claim, unsure=True)
                continue
            except GreenlightError as error:
                end = partial(self._later, claim, error)
            except Exception as error:
                log.exception("effect broke", effect=claim.name, task=claim.task)
                end = partial(self._later, claim, error)
            await self._write_down(claim, end)
            return

    async def _write_down(self, claim: Claim, end: Callable[[], Awaitable[None]]) -> None:
        """Insist: what is done must not be done again because the disk was full when it ended."""
        while True:
            try:
                await end()
            except StorageError as error:
                if await self._storage_may_be_back(claim, error):
                    continue
            return

    async def _storage_may_be_back(self, claim: Claim, error: StorageError) -> bool:
        log.warning("storage failed", effect=claim.name, task=claim.task, error=str(error))
        await self._tools.clock.sleep(timedelta(seconds=1))
        return not self._stopping

    async def _end(self, claim: Claim, state: RowState | None) -> None:
        await self._tools.store.finish(claim, state=state or RowState.DONE)
        self._tools.metrics.effect(claim.name, "done")

    async def _later(self, claim: Claim, error: Exception) -> None:
        """What comes back and when; what has come back too often is given up, loudly."""
        if claim.name == "SubmitJob" and not isinstance(error, Later):
            await self._after_interruption(claim)
            return
        wait, counts = _wait(claim, error, self._tools)
        if counts and self._is_hopeless(claim, error):
            log.error("gave up", effect=claim.name, task=claim.task, error=str(error))
            self._tools.metrics.effect(claim.name, "given_up")
            await self._tools.store.finish(claim, state=RowState.FAILED, error=str(error))
            return
        unsure = claim.unsure or isinstance(error, SlackUnsure) or not isinstance(error, GreenlightError)
        due = self._tools.clock.now() + wait
        await self._tools.store.retry(claim, due=due, error=str(error), unsure=unsure)

    def _is_hopeless(self, claim: Claim, error: Exception) -> bool:
        """Slack comes back, and what it was not there to hear is still to be said then."""
        if isinstance(error, SlackError) and is_passing(error):
            return self._tools.clock.now() - claim.armed > LONGEST_OUTAGE
        return claim.attempts + 1 >= MOST_ATTEMPTS

    async def _after_interruption(self, claim: Claim) -> None:
        if claim.task is None:
            return
        state = await submit.interrupted(self._tools, claim)
        if state is RowState.READY:
            now = self._tools.clock.now()
            await self._tools.store.retry(
                claim, due=now + backoff(claim.attempts, self._tools.clock), error="interrupted"
            )
        else:
            await self._tools.store.finish(claim, state=state)


def _wait(claim: Claim, error: Exception, tools: Tools) -> tuple[timedelta, bool]:
    """How long until the next try, and whether it counts towards giving up."""
    match error:
        case Later(wait=wait):
            return wait, False
        case SlackBusy(wait=wait):
            return wait, False
        case SlackError() | _:
            return backoff(claim.attempts, tools.clock), True
