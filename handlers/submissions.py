"""What the readers of submitted forms share: what was filled in, one key a submission, the result that a form
was opened for, an order that grows out of it."""

from bot.domain.generation import Generation, Kind
from bot.domain.task import Task, UserId
from bot.errors import PersonError, TooLate
from bot.service import Order
from bot.views import forms, lineage, text
from bot.views.forms import Metadata
from handlers import orders
from handlers.desk import Desk, Payload
from handlers.rights import check_provider


def values_of(body: Payload) -> forms.StateValues:
    """What is filled in in the window that the payload speaks of."""
    values: forms.StateValues = (body["view"].get("state") or {}).get("values") or {}
    return values


def dedupe_of(body: Payload) -> str:
    """The same for every delivery of one submission."""
    return f"view:{body['view']['id']}"


async def read_result(desk: Desk, body: Payload) -> tuple[Task, Metadata]:
    """The result that the form was opened for, as it is now. Raises PersonError when it is gone."""
    metadata = forms.read_metadata(body["view"]["private_metadata"])
    if metadata.task is None:
        raise PersonError(text.order_gone())
    task = await desk.service.task(metadata.task)
    if not task.status.has_result:
        raise PersonError(text.moved_on(task))
    return task, metadata


async def check_not_superseded(desk: Desk, task: Task) -> None:
    """Raises TooLate with what is final instead."""
    family = await desk.service.store.lineage(task.lineage)
    if (final := lineage.superseded_by(task, family)) is not None:
        raise TooLate(text.superseded(lineage.version_of(final, family), final))


async def order_child(
    desk: Desk, body: Payload, parent: Task, generation: Generation, *, reply_to: str
) -> None:
    """Two people who send the form of the same state mean one spend; the second is told whose it was.

    Where the form said a price that this order goes beyond, its price is asked about.
    """
    person = UserId(body["user"]["id"])
    await check_not_superseded(desk, parent)
    await check_provider(desk, parent.channel, generation.provider)
    metadata = forms.read_metadata(body["view"]["private_metadata"])
    made = await desk.service.request(
        Order(
            team=parent.team,
            channel=parent.channel,
            person=person,
            generation=generation,
            dedupe=f"grown:{parent.id}:{generation.provider}:{generation.kind}:{metadata.made}",
            confirmed=not metadata.seen or orders.was_seen(desk, generation, metadata.seen),
            parent=parent,
            follow_up=parent.follow_up if generation.kind is Kind.IMAGE else None,
            reply_to=reply_to,
        )
    )
    if made.requester != person:
        raise PersonError(text.started_already(made))
