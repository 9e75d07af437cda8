"""The result message: the picture or video's words, what people decided, and the buttons."""

from collections.abc import Sequence
from typing import Final, Protocol

from bot.domain.generation import Kind
from bot.domain.pricing import PriceList
from bot.domain.rounds import ONE, Quorum
from bot.domain.task import Status, Task
from bot.views import ids
from bot.views.blocks import Dialog, actions, button, context, image, message, section
from bot.views.escape import mention, quote
from bot.views.lineage import made_video, remade_with, running_video, superseded_by, version_of, with_task
from bot.views.message import Block, Message
from bot.views.text import dialogs, labels, money, reviews, states
from bot.views.text.files import alt_text

_LONGEST_CHANGE: Final = 500
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What Slack shows inside a message: https://docs.slack.dev/reference/block-kit/blocks/image-block"""


class Can(Protocol):
    """What the provider of a result can do; buttons follow from it."""

    @property
    def deletes(self) -> bool: ...

    @property
    def makes_video(self) -> str | None: ...

    @property
    def remakes_image(self) -> str | None: ...

    @property
    def remakes_video(self) -> str | None: ...

    @property
    def adds_audio(self) -> str | None: ...

    @property
    def animates(self) -> str | None: ...

    @property
    def speaks(self) -> str | None: ...


def result_message(
    task: Task,
    *,
    lineage: Sequence[Task],
    prices: PriceList,
    can: Can,
    picture: str | None,
    quorum: Quorum = ONE,
    mixes: bool = False,
) -> Message:
    """`picture` is the Slack file to show inside the message, None when it stands in the thread by itself.

    `mixes`: sound can be put under a video here, whoever made it.
    """
    if task.status in {Status.DELETING, Status.DELETED}:
        gone = states.ended(
            task, prices=prices, provider_label=labels.provider_label(task.generation.provider)
        )
        return message([gone], [section(gone)])
    family = with_task(lineage, task)
    price = money.cost_or_free(task, prices)
    head = f"{_for_whom(task)} {task.kind.word} is ready. {price[0].upper()}{price[1:]}."
    notes = [*_notes(task, family, prices, can), *filter(None, [reviews.still_missing(task, quorum)])]
    blocks = [section(head)]
    if picture is not None and _is_picture(task):
        blocks.append(image(picture, alt_text(task)))
    blocks.extend(context(note) for note in notes)
    blocks += _rows(task, family, prices, can, mixes=mixes)
    return message([head, *notes], blocks)


def _rows(task: Task, family: Sequence[Task], prices: PriceList, can: Can, *, mixes: bool) -> list[Block]:
    """What a final version has superseded offers nothing that spends until that is reopened."""
    if superseded_by(task, family) is None:
        return [
            actions(ids.REVIEW_ROW, _review(task, family, prices, can)),
            actions(ids.NEXT_ROW, _next_steps(task, family, can, mixes=mixes)),
        ]
    free = [] if task.follow_up is not None else [actions(ids.REVIEW_ROW, _review(task, family, prices, can))]
    return [*free, actions(ids.NEXT_ROW, [_delete(task, can)])]


def _for_whom(task: Task) -> str:
    """A batch mentions whoever ordered it once, at its end."""
    return f"Row {task.batch_row}, *{task.id}*: the" if task.is_row else f"{mention(task.requester)} your"


def _is_picture(task: Task) -> bool:
    return task.kind is Kind.IMAGE and task.media is not None and task.media.mime in PICTURES


def _notes(task: Task, family: Sequence[Task], prices: PriceList, can: Can) -> list[str]:
    """Small print: what was asked for, who approved, what comes next."""
    notes = []
    if task.asked_change and task.asked_by is not None:
        notes.append(_asked(task, family))
    if (final := superseded_by(task, family)) is not None:
        notes.append(reviews.superseded(version_of(final, family), final))
    video = running_video(task, family) if task.kind is Kind.IMAGE else None
    if task.status is Status.APPROVED:
        notes.append(f"{states.approved(task)}{_next(task, family, prices, can)}")
    if video is not None:
        notes.append(f"v{version_of(video, family)}, a video of this image, is {states.lasting_word(video)}.")
    return notes


def _asked(task: Task, family: Sequence[Task]) -> str:
    """ "Ben asks: “warmer light”. Nothing spent yet."."""
    who = mention(task.asked_by) if task.asked_by else "Somebody"
    made = remade_with(task, family)
    then = f"v{version_of(made, family)} was ordered with that." if made else "Nothing spent yet."
    return f"{who} asks: {quote(task.asked_change, _LONGEST_CHANGE)}. {then}"


def _next(task: Task, family: Sequence[Task], prices: PriceList, can: Can) -> str:
    """ " Next: Make video (about 3 credits)." while an approved image has no video."""
    price = money.price_of(prices, task.generation.provider, can.makes_video)
    if not price or not _wants_video(task, family):
        return ""
    if task.follow_up is not None:
        return f" Making the video ({money.about(price)})."
    return f" Next: {labels.MAKE_VIDEO} ({money.about(price)})."


def _wants_video(task: Task, family: Sequence[Task]) -> bool:
    """Whether this is an image without a video, be it made or on its way."""
    is_image = task.kind is Kind.IMAGE
    return is_image and running_video(task, family) is None and made_video(task, family) is None


def _review(task: Task, family: Sequence[Task], prices: PriceList, can: Can) -> list[Block]:
    if task.status is Status.APPROVED:
        return [button(labels.REOPEN, ids.REOPEN, task)]
    ask = _approval_dialog(task, family, prices, can)
    return [
        button(labels.APPROVE, ids.APPROVE, task, style="primary", ask=ask),
        button(labels.REQUEST_CHANGES, ids.REQUEST_CHANGES, task),
    ]


def _approval_dialog(task: Task, family: Sequence[Task], prices: PriceList, can: Can) -> Dialog | None:
    """Approve asks only where it buys: an image ordered together with its video."""
    price = money.price_of(prices, task.generation.provider, can.makes_video)
    if task.follow_up is None or not price or not _wants_video(task, family):
        return None
    return dialogs.approve_and_make_video(price)


def _next_steps(task: Task, family: Sequence[Task], can: Can, *, mixes: bool) -> list[Block]:
    """Animate stands on every image: where nobody animates, its window says how that is switched on."""
    is_image = task.kind is Kind.IMAGE
    return [
        *_video_steps(task, family, can),
        *_step(labels.ADD_AUDIO, ids.ADD_AUDIO, task, not is_image and bool(can.adds_audio or mixes)),
        *_step(labels.REGENERATE_IMAGE, ids.REGENERATE_IMAGE, task, bool(can.remakes_image)),
        *_step(labels.ANIMATE, ids.ANIMATE, task, is_image),
        _delete(task, can),
    ]


def _delete(task: Task, can: Can) -> Block:
    ask = dialogs.delete(task, provider_deletes=can.deletes)
    return button(labels.DELETE, ids.DELETE, task, style="danger", ask=ask)


def _video_steps(task: Task, family: Sequence[Task], can: Can) -> list[Block]:
    """Make video leads to the video that is on its way; once there is one it is Regenerate video. A video can
    always be made once more: where its provider has no call for that, the same is ordered anew."""
    if task.kind is not Kind.IMAGE:
        return _step(labels.REGENERATE_VIDEO, ids.REGENERATE_VIDEO, task, is_offered=True)
    if made_video(task, family) is not None:
        return _step(labels.REGENERATE_VIDEO, ids.REGENERATE_VIDEO, task, bool(can.remakes_video))
    return _step(labels.MAKE_VIDEO, ids.MAKE_VIDEO, task, bool(can.makes_video))


def _step(label: str, action: str, task: Task, is_offered: bool) -> list[Block]:
    return [button(label, action, task)] if is_offered else []
