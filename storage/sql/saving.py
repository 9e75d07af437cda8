"""Saving a change: the task, its history, its effects and its money, in one transaction of the caller's."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.domain.budgets import Budgets, month_of, standings
from bot.domain.events import HistoryLine
from bot.domain.task import Task
from bot.errors import OverBudget, StaleTask
from storage.queries import SQL
from storage.sql import caps
from storage.sql.commits import Alike
from storage.sql.crowds import insert_all
from storage.sql.database import Database, is_taken
from storage.sql.money import monthly_spends
from storage.sql.rows import Row, asked, history_row, media_row, note, review_rows, standing
from storage.sql.values import to_json, to_micros, to_text_or_none
from storage.store import Change, LedgerRow, NewEffect, SendMark


@dataclass(frozen=True, slots=True)
class NewOrder(Alike):
    """Saving a task that was only just asked for: what comes in crowds, and touches no row that is there."""

    change: Change

    def __call__(self, database: Database) -> bool:
        return save(database, self.change)

    @staticmethod
    def do_all(database: Database, works: Sequence["NewOrder"]) -> Sequence[bool]:
        """Raises StaleTask when not all of them are new."""
        changes = [work.change for work in works]
        tasks = [asked(change.task, change.dedupe) + standing(change.task) for change in changes]
        lines = [history_row(change.task, line) for change in changes for line in change.history]
        effects = [_plain_row(effect) for change in changes for effect in change.effects]
        try:
            if insert_all(database, "insert_task", tasks) == len(tasks):
                insert_all(database, "add_history", lines)
                if insert_all(database, "add_plain_effect", effects) == len(effects):
                    return [True] * len(works)
        except Exception as error:
            if is_taken(error):
                raise StaleTask("an id is taken") from error
            raise
        raise StaleTask("an order was written down before")


def saving(change: Change) -> NewOrder | partial[bool]:
    """The work of saving a change."""
    is_order = change.was < 0 and change.dedupe is not None and not _is_more_than_order(change)
    return NewOrder(change) if is_order else partial(save, change=change)


def _is_more_than_order(change: Change) -> bool:
    return bool(
        change.ledger
        or change.forget
        or change.webhook_sha256
        or change.sent
        or change.task.media
        or change.task.reviews
        or any(line.why or line.cost for line in change.history)
        or any(effect.name == "CheckJob" for effect in change.effects)
    )


def save(database: Database, change: Change) -> bool:
    """False when the order was written down before. Raises StaleTask when somebody else was faster."""
    if not _written(database, change):
        return False
    task = change.task
    for line in change.history:
        add_line(database, task, line)
    for key in change.forget:
        database.execute(SQL["forget_effect"], (key,))
    add_effects(database, change.effects)
    for spend in change.ledger:
        _keep_ledger(database, spend)
    if change.caps is not None:
        caps.hold_against(database, task, change.caps)
    if change.budgets is not None:
        _hold_against(database, change, change.budgets)
    if change.webhook_sha256 is not None:
        _keep_token(database, task, change.webhook_sha256)
    if change.sent is not None:
        _keep_request(database, change.sent)
    return True


def _hold_against(database: Database, change: Change, budgets: Budgets) -> None:
    """With the new rows in it: two orders of the same moment see each other, whoever is second is refused."""
    task = change.task
    if not change.ledger:
        return
    month = month_of(change.ledger[0].at)
    spends = monthly_spends(database, task.team, month, task.channel, None)
    costs = any(spend.credit for spend in change.ledger)
    for budget in standings(budgets, spends, task.requester):
        if budgets.enforced and costs and budget.is_over:
            raise OverBudget(limit=budget.limit, used=budget.used, is_personal=budget.is_personal)
        if budget.is_near:
            add_effects(database, change.warnings[budget.is_personal : budget.is_personal + 1])


def add_line(database: Database, task: Task, line: HistoryLine) -> None:
    database.execute(SQL["add_history"], history_row(task, line))
    if line.why or line.cost:
        database.execute(SQL["add_note"], note(task, line))


def add_effects(database: Database, effects: Sequence[NewEffect]) -> None:
    for effect in effects:
        statement = SQL["arm_effect"] if effect.repeats else SQL["add_effect"]
        database.execute(statement, _effect_row(effect))


def _effect_row(effect: NewEffect) -> Row:
    return (
        effect.key,
        effect.name,
        effect.task,
        effect.channel,
        to_micros(effect.due),
        to_json(effect.payload),
        effect.paid,
        effect.urgent,
    )


def _plain_row(effect: NewEffect) -> Row:
    return (*_effect_row(effect), to_micros(effect.due))


def _written(database: Database, change: Change) -> bool:
    task = change.task
    try:
        touched = _put(database, change)
    except Exception as error:
        if is_taken(error):
            raise StaleTask(f"{task.id} or its job is taken ({error})") from error
        raise
    if touched == 0 and change.was >= 0:
        raise StaleTask(f"{task.id} is not at version {change.was} any more")
    if touched == 0:
        return False
    _keep_media(database, change)
    for row in review_rows(task):
        database.execute(SQL["add_review"], row)
    return True


def _put(database: Database, change: Change) -> int:
    task = change.task
    if change.was < 0:
        return database.execute(SQL["insert_task"], asked(task, change.dedupe) + standing(task)).rowcount
    return database.execute(SQL["update_task"], (*standing(task), task.id, change.was)).rowcount


def _keep_media(database: Database, change: Change) -> None:
    task = change.task
    if task.media is not None:
        database.execute(SQL["keep_media"], media_row(task, task.media))
    elif change.was >= 0:
        database.execute(SQL["drop_media"], (task.id,))


def _keep_ledger(database: Database, spend: LedgerRow) -> None:
    database.execute(
        SQL["keep_ledger"],
        (
            spend.key,
            spend.task,
            spend.team,
            spend.channel,
            spend.person,
            spend.provider,
            str(spend.credit),
            to_text_or_none(spend.money),
            spend.state,
            spend.estimated,
            spend.maybe_refunded,
            to_micros(spend.at),
        ),
    )


def _keep_token(database: Database, task: Task, sha256: str) -> None:
    database.execute(SQL["keep_token"], (sha256, task.id, task.generation.provider, task.attempt))


def _keep_request(database: Database, mark: SendMark) -> None:
    """Without its row being claimed, nothing may leave: then the whole change is undone."""
    cursor = database.execute(SQL["keep_request"], (to_json(mark.request), mark.row))
    if cursor.rowcount != 1:
        raise StaleTask(f"the effect {mark.row} is not being sent")
