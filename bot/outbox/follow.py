"""New tasks that grow out of others: the video that an approval ordered, and Try again."""

from bot.domain.events import RetryAsked
from bot.domain.generation import Generation, Kind
from bot.domain.policy import Action, Actor, ChannelPolicy, can
from bot.domain.task import Status, Task, UserId
from bot.errors import NotAllowed, PersonError, TooLate
from bot.outbox.tools import Tools
from bot.service import Order
from bot.views import text
from bot.views.lineage import made_video, running_video, superseded_by, version_of, videos_of
from storage.store import Claim


async def make_follow_up(tools: Tools, claim: Claim) -> None:
    """Order the video that Approve was said to make; its price stood in the dialog."""
    image = await tools.claimed_task(claim)
    if image is None or image.follow_up is None or image.status is not Status.APPROVED:
        return
    family = await tools.lineage(image)
    if running_video(image, family) or made_video(image, family):
        return
    tried = [task for task in videos_of(image, family) if task.job_id is not None]
    can_do = tools.service.provider_of(image).can
    call = can_do.remakes_video if tried else can_do.makes_video
    if call is None or image.job_id is None:
        return
    generation = Generation(
        provider=image.generation.provider,
        call=call,
        kind=Kind.VIDEO,
        inputs={
            "prompt": image.generation.text("video_prompt"),
            "motion_style": image.generation.text("motion_style"),
        },
        source_job=image.job_id,
    )
    dedupe = f"follow:{image.id}:{len(tried)}"
    await tools.service.request(_child(image, generation, by=image.requester, dedupe=dedupe))


async def try_again(tools: Tools, task: Task, actor: Actor, policy: ChannelPolicy, *, reply_to: str) -> None:
    """Fetch and post once more for free, or order the same again as a new task. Raises PersonError."""
    if task.status is Status.UNDELIVERED:
        await tools.service.decide(task.id, RetryAsked(by=actor.id), actor, Action.RETRY, policy)
        return
    if task.status not in {Status.FAILED, Status.REFUSED, Status.EXPIRED, Status.CANCELLED}:
        raise TooLate(text.moved_on(task))
    ruling = can(actor, Action.SPEND, task, policy)
    if not ruling.allowed:
        raise NotAllowed(ruling.why)
    await check_not_superseded(tools, task)
    order = _child(
        task, again(tools, task), by=actor.id, dedupe=f"again:{task.id}", reply_to=reply_to, is_retry=True
    )
    made = await tools.service.request(order)
    if made.requester != actor.id:
        raise PersonError(text.started_already(made))


async def check_not_superseded(tools: Tools, task: Task) -> None:
    """Raises NotAllowed with what is final instead."""
    family = await tools.lineage(task)
    if (final := superseded_by(task, family)) is not None:
        raise NotAllowed(text.superseded(version_of(final, family), final))


def again(tools: Tools, task: Task) -> Generation:
    """The same wish. A video that failed on its image's own job is made by a fresh job from the same image:
    Creatify lets a job make its video only while it rests at its image."""
    old = task.generation
    can_do = tools.service.provider_of(task).can
    failed_there = task.job_id is not None and task.job_id == old.source_job
    if failed_there and old.call == can_do.makes_video and can_do.remakes_video:
        return Generation(
            provider=old.provider,
            call=can_do.remakes_video,
            kind=old.kind,
            inputs=old.inputs,
            source_job=old.source_job,
        )
    return old


def _child(
    parent: Task,
    generation: Generation,
    *,
    by: UserId,
    dedupe: str,
    reply_to: str = "",
    is_retry: bool = False,
) -> Order:
    """What grows out of `parent`; a row of a batch that is tried again stays that row."""
    is_seen = (parent.shown.status_ts or not parent.is_root) and not (parent.is_row and is_retry)
    shown = parent if is_seen else None
    return Order(
        team=parent.team,
        channel=parent.channel,
        person=by,
        generation=generation,
        dedupe=dedupe,
        confirmed=True,
        follow_up=parent.follow_up if generation.kind is Kind.IMAGE else None,
        parent=shown,
        reply_to=reply_to,
        batch=parent.batch if is_retry else None,
        batch_row=parent.batch_row if is_retry else None,
    )
