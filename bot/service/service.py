"""The use cases: each loads, asks the domain, and saves the answer with its effects in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock
from bot.domain.budgets import Budgets
from bot.domain.caps import Caps
from bot.domain.effects import Effect
from bot.domain.events import (
    Admitted,
    Decision,
    Event,
    Fact,
    HistoryLine,
    Requested,
    SendAsked,
    SpendApproved,
    StepCost,
    SubmissionStarted,
)
from bot.domain.lifecycle import Moved, NotPossible, SaidAlready, advance, decide, resend
from bot.domain.policy import Action, Actor, ChannelPolicy, can
from bot.domain.pricing import PriceList
from bot.domain.task import Status, Task, TaskId, UserId
from bot.errors import NotAllowed, PersonError, SaidBefore, StaleTask, TooLate
from bot.providers.provider import Provider, Request, SwitchedOff
from bot.service.intake import Intake
from bot.service.orders import Order, new_task
from bot.service.rows import budget_warnings, effect_rows, ledger_rows
from bot.service.tokens import WebhookTokens
from storage.store import Change, Claim, LedgerRow, NewEffect, SendMark, Store

SHORTEST_ID = 4
LONGEST_ID = 8
TRIES = 20
LOOKS = 20
LOOK_APART = timedelta(milliseconds=50)


_RESERVING = Admitted | SpendApproved | SendAsked
"""What sets money aside for a call that has not left yet."""

_JOINING = Admitted | SpendApproved
"""What lets a task wait for its turn for the first time."""


_SAYING = ("reason", "words", "leftovers")


class Service:
    """What can be done with tasks.

    `wake` is called after every commit that left something to carry out, `came` after one that brought a task
    from one state (None: it is new) to another.
    """

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        prices: PriceList,
        clock: Clock,
        tokens: WebhookTokens,
        caps: Caps | None = None,
        switched_off: Mapping[str, SwitchedOff] | None = None,
    ) -> None:
        self.store = store
        self.providers = providers
        self.switched_off = switched_off or {}
        self.prices = prices
        self.clock = clock
        self.tokens = tokens
        self.caps = caps or Caps()
        self.wake: Callable[[], None] = _nobody
        self.came: Callable[[Status | None, Task], None] = _unnoticed
        self.intake = Intake()
        self._refunds = {name: provider.can.refunds_failed for name, provider in self.all_providers.items()}

    async def request(self, order: Order) -> Task:
        """Write an order down; the same order again gives the task that it made the first time.

        Nothing is checked yet but its form, so that this is one local transaction and safe before an answer.
        """
        now = self.clock.now()
        asked = Requested(by=order.person)
        estimate = self.prices.estimate(order.generation)
        for attempt in range(TRIES):
            length = min(SHORTEST_ID + attempt // 3, LONGEST_ID)
            task, effects = advance(
                new_task(order, length=length, estimate=estimate, now=now), asked, now=now
            )
            change = self._change(task, asked, effects, was=-1, before=task.status, dedupe=order.dedupe)
            try:
                saved = await self.store.save(change)
            except StaleTask:  # the id is taken
                continue
            self.took_in()
            if not saved:
                return await self._first(order.dedupe)
            self.came(None, task)
            return task
        raise PersonError("I could not find a free id for this. Please try again.")

    def took_in(self) -> None:
        """Something from outside was written down. The outbox has work, and gives way to a flood."""
        self.intake.count()
        self.wake()

    async def hear(self, task: TaskId, fact: Fact) -> Task:
        """Apply a fact to the task as it is now. Raises KeyError for a task that does not exist."""
        return await self._move(task, fact, lambda now_is: advance(now_is, fact, now=self.clock.now()))

    async def resend(self, task: TaskId, fact: Fact) -> Task:
        """Send a lost request once more. `fact` is what led to it, for the history."""
        return await self._move(task, fact, resend)

    async def decide(
        self, task: TaskId, decision: Decision, actor: Actor, action: Action, policy: ChannelPolicy
    ) -> Task:
        """Apply what a person pressed. Raises NotAllowed; TooLate when the task has moved on; SaidBefore when
        they agreed before and others are still missing."""
        found = await self.task(task)
        ruling = can(actor, action, found, policy)
        if not ruling.allowed:
            raise NotAllowed(ruling.why)
        try:
            return await self._move(task, decision, lambda it: decide(it, decision, now=self.clock.now()))
        except SaidAlready as twice:
            raise SaidBefore(twice.status) from twice
        except NotPossible as late:
            raise TooLate(late.status) from late

    async def start_submission(self, task: Task, claim: Claim, request: Request) -> Task:
        """Write down that this very request is about to leave. Raises StaleTask when the task moved on,
        NoSlot when enough is running: then it stays queued."""
        started = SubmissionStarted()
        change = self._moved(task, started, advance(task, started, now=self.clock.now()))
        mark = SendMark(row=claim.row, request=self.tokens.hide(request, task).to_json())
        kept = self.tokens.kept(task)
        await self.store.save(replace(change, sent=mark, webhook_sha256=kept, caps=self.caps))
        self.wake()
        self.came(task.status, change.task)
        return change.task

    async def task(self, task: TaskId) -> Task:
        """Raises PersonError for an id that nobody has."""
        found = await self.store.load(task)
        if found is None:
            raise PersonError(f"I know no {task}. Try /greenlight tasks.")
        return found

    async def shown_task(self, task: TaskId) -> Task:
        """The task as people see it: a result can be pressed a moment before it is known to be shown.

        Raises PersonError for an id that nobody has.
        """
        found = await self.task(task)
        for _ in range(LOOKS):
            if found.status is not Status.FETCHING or found.media is None:
                break
            await self.clock.sleep(LOOK_APART)
            found = await self.task(task)
        return found

    async def add(self, effects: Sequence[NewEffect]) -> None:
        """Write down work that belongs to no transition, such as a click."""
        await self.store.add_effects(effects)
        self.wake()

    @property
    def all_providers(self) -> Mapping[str, Provider]:
        """Those that are switched off among them: tasks of theirs may be there from before."""
        return {**{name: off.provider for name, off in self.switched_off.items()}, **self.providers}

    def provider_of(self, task: Task) -> Provider:
        name = task.generation.provider
        return self.providers[name] if name in self.providers else self.switched_off[name].provider

    def fresh_request(self, task: Task) -> Request:
        """The paid call of a task as it would leave now. What has left once is kept, never rebuilt."""
        address, key = self.tokens.address(task), self.tokens.token(task)
        return self.provider_of(task).submit(task.generation, webhook_url=address, key=key)

    async def _move(self, task: TaskId, event: Event, step: Callable[[Task], Moved]) -> Task:
        """Load, step, save; again from the start when somebody else was faster."""
        while True:
            before = await self.store.load(task)
            if before is None:
                raise KeyError(task)
            moved = step(before)
            if moved == (before, ()):
                return before
            change = await self._within_limits(self._moved(before, event, moved), event)
            try:
                await self.store.save(change)
            except StaleTask:
                if (await self.store.load(task)) == before:
                    raise
                continue
            self.wake()
            if change.task.status is not before.status:
                self.came(before.status, change.task)
            return change.task

    def _moved(self, before: Task, event: Event, moved: Moved) -> Change:
        """The change from `before` to where its task is now, a version further."""
        after, effects = moved
        after = replace(after, version=before.version + 1, changed_at=self.clock.now())
        return self._change(after, event, effects, was=before.version, before=before.status)

    def _change(
        self,
        task: Task,
        event: Event,
        effects: tuple[Effect, ...],
        *,
        was: int,
        before: Status,
        dedupe: str | None = None,
    ) -> Change:
        now = task.changed_at
        ledger = self._ledger(task, effects)
        return Change(
            task=task,
            was=was,
            dedupe=dedupe,
            history=(_line(task, event, before, ledger),),
            effects=tuple(effect_rows(task, effects, now=now, clock=self.clock)),
            ledger=ledger,
        )

    async def _within_limits(self, change: Change, event: Event) -> Change:
        """What reserves is held against budgets and caps. What has happened already is only written down."""
        if not change.ledger:
            return change
        task = change.task
        policy = await self.store.policy(task.team, task.channel)
        budgets = Budgets(
            channel=policy.budget_month,
            person=policy.budget_person,
            worth=self.prices.credit_worth,
            enforced=isinstance(event, _RESERVING),
        )
        warnings = budget_warnings(task, budgets, now=task.changed_at)
        caps = self.caps if isinstance(event, _JOINING) else None
        return replace(change, budgets=budgets, warnings=warnings, caps=caps)

    def _ledger(self, task: Task, effects: tuple[Effect, ...]) -> tuple[LedgerRow, ...]:
        rows = ledger_rows(task, effects, now=task.changed_at, prices=self.prices, refunds=self._refunds)
        return tuple(rows)

    async def _first(self, dedupe: str) -> Task:
        task = await self.store.by_dedupe(dedupe)
        if task is None:
            raise KeyError(dedupe)
        return task


def _line(task: Task, event: Event, before: Status, ledger: Sequence[LedgerRow]) -> HistoryLine:
    who: UserId | None = getattr(event, "by", None)
    return HistoryLine(
        at=task.changed_at,
        what=type(event).__name__,
        who=who,
        before=before,
        after=task.status,
        why=_why(event),
        cost=_step_cost(ledger),
    )


def _why(event: Event) -> str:
    """What an event says for itself, under whichever name: a reason, what somebody wrote, what was left."""
    return next((words for name in _SAYING if (words := getattr(event, name, ""))), "")


def _step_cost(ledger: Sequence[LedgerRow]) -> StepCost | None:
    """A transition has one spend at most."""
    for row in ledger:
        return StepCost(credit=row.credit, state=row.state, is_estimate=row.estimated)
    return None


def _unnoticed(_: Status | None, __: Task) -> None:
    """Nobody counts."""


def _nobody() -> None:
    """Before the worker runs there is nobody to wake."""
