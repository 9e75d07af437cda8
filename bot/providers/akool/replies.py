"""What Akool's answers mean.

Every answer is an envelope of `code`, `msg` and `data`. A record is one video: queueing (1), processing (2),
completed (3) or failed (4). Added audio makes a record of its own.
https://docs.akool.com/ai-tools-suite/image2video/get-results
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import from_json

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId, Kind
from bot.errors import Unreadable
from bot.providers.akool.refusals import NAME, readable, refusal
from bot.providers.akool.requests import ADD_AUDIO
from bot.providers.akool.webhooks import token_in
from bot.providers.provider import Choice, Deleted, Job, Reply

COMPLETED: Final = 3
FAILED: Final = 4
STATUSES: Final[Mapping[int, str]] = {
    1: "queueing",
    2: "processing",
    COMPLETED: "completed",
    FAILED: "failed",
}

_GOALS: Final = (Kind.VIDEO, Kind.AUDIO)
"""A record has one result. Which of the two it is was decided by the call that made it."""

_PLAUSIBLE: Final = re.compile(r"[\w-]{1,100}", re.ASCII)
_EFFECT: Final = re.compile(r"[\w.-]{1,200}", re.ASCII)
_LARGEST: Final = Decimal(10) ** 9


def _text(value: object) -> str:
    """An absent text may be missing, null or blank; what is no text is none either."""
    return value.strip() if isinstance(value, str) else ""


def _credit(value: object) -> Decimal | None:
    """An amount that can be one, None for all else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    amount = Decimal(str(value))
    if not amount.is_finite() or not 0 <= amount <= _LARGEST:
        return None
    return amount.quantize(Decimal("0.01")).normalize() + 0


Text = Annotated[str, BeforeValidator(_text)]
Credit = Annotated[Decimal | None, BeforeValidator(_credit)]


class Record(BaseModel):
    """A video as far as we use it. All but `_id` and `status` may be missing."""

    id: str = Field(alias="_id")
    status: int
    video_url: Text = ""
    webhook_url: Text = Field("", alias="webhookUrl")
    deduction_credit: Credit = None


class _Effect(BaseModel):
    """https://docs.akool.com/ai-tools-suite/image2video/get-effects"""

    code: str = Field(alias="effect_code")
    name: Text = ""
    logo: Text = ""
    video_url: Text = ""


def read_submitted(reply: Reply, generation: Generation, *, hide: Sequence[str] = ()) -> JobAccepted:
    """The job that a paid call started, and what it cost. Raises what the table of refusals says, and
    Unreadable.

    Added audio answers with a new id: were it the old one, nobody could tell the new result from the old.
    """
    data = _data(reply, about_job=generation.source_job is not None, hide=hide)
    job = data.get("_id")
    if not isinstance(job, str) or not _PLAUSIBLE.fullmatch(job):
        raise Unreadable(NAME, "the answer to the order names no job", status=reply.status)
    if generation.call == ADD_AUDIO and job == generation.source_job:
        raise Unreadable(NAME, "the answer to added audio names the old job", status=reply.status)
    return JobAccepted(job_id=JobId(job), cost=_credit(data.get("deduction_credit")))


def read_jobs(reply: Reply, *, hide: Sequence[str] = ()) -> Mapping[JobId, Job]:
    """The jobs that were found, in any order; one that is missing or cannot be read is not there yet.

    Raises JobGone when none exists, and Unreadable when nothing of it can be read.
    """
    entries = _entries(_data(reply, about_job=True, hide=hide), reply)
    records = [record for entry in entries if (record := _record(entry)) is not None]
    if entries and not records:
        raise Unreadable(NAME, "no job in the answer can be read", status=reply.status)
    return {JobId(record.id): _job(record) for record in records}


def outcome(job: Job, generation: Generation) -> JobSucceeded | JobFailed | None:
    """What a read means for whoever waits for it; None while it goes on.

    A status that says done without a URL is not done. Akool documents no reason for a failure.
    """
    if url := job.done.get(generation.kind):
        return JobSucceeded(url=url, cost=job.cost)
    return None if job.failed is None else JobFailed(reason=job.failed, cost=job.cost)


def read_deleted(reply: Reply, jobs: Sequence[JobId] = (), *, hide: Sequence[str] = ()) -> Deleted:
    """https://docs.akool.com/ai-tools-suite/image2video/delete-videos

    The code is that of success even when nothing was deleted. Of the `jobs` that it was about, one on neither
    list is not known to be gone, and so it stays.
    """
    data = _data(reply, about_job=True, hide=hide)
    gone, items = data.get("successIds"), data.get("noPermissionItems")
    if not isinstance(gone, list):
        raise Unreadable(NAME, "the answer does not say what was deleted", status=reply.status)
    removed = frozenset(JobId(job) for job in gone if isinstance(job, str))
    kept = {job: "" for job in jobs if job not in removed}
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and isinstance(item.get("_id"), str):
            kept[JobId(item["_id"])] = readable(_text(item.get("msg")))
    return Deleted(gone=removed, kept=kept)


def read_effects(reply: Reply, *, hide: Sequence[str] = ()) -> list[Choice]:
    """The effects that can be chosen, by their codes and in Akool's order, each once.

    `count` is a total of some kind and not the length of the list, so it is not looked at.
    """
    entries = _entries(_data(reply, about_job=False, hide=hide), reply)
    choices: dict[str, Choice] = {}
    for choice in filter(None, map(_choice, entries)):
        choices.setdefault(choice.id, choice)
    return list(choices.values())


def read_balance(reply: Reply, *, hide: Sequence[str] = ()) -> str:
    """ "412.5 credits". https://docs.akool.com/ai-tools-suite/faceswap/get-credit"""
    credit = _credit(_data(reply, about_job=False, hide=hide).get("credit"))
    if credit is None:
        raise Unreadable(NAME, "the answer names no balance", status=reply.status)
    words = f"{credit:f}"
    return f"{words} credit" if words == "1" else f"{words} credits"


def read_token(reply: Reply, *, hide: Sequence[str] = ()) -> str:
    """The bearer token, which stands beside `code` and not in `data`; some say that it may stand there too.
    https://docs.akool.com/authentication/usage"""
    answer = _answer(reply, about_job=False, hide=hide)
    data = answer.get("data")
    inner = data.get("token") if isinstance(data, dict) else None
    token = answer.get("token") or inner
    if not isinstance(token, str) or not _is_sendable(token):
        raise Unreadable(NAME, "the answer holds no token", status=reply.status)
    return token


def _is_sendable(token: str) -> bool:
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


def _answer(reply: Reply, *, about_job: bool, hide: Sequence[str]) -> dict[str, Any]:
    """The envelope of a success. Raises what the table of refusals says."""
    error = refusal(reply, about_job=about_job, hide=hide)
    if error is not None:
        raise error
    answer: dict[str, Any] = from_json(reply.body)
    return answer


def _data(reply: Reply, *, about_job: bool, hide: Sequence[str]) -> dict[str, Any]:
    data = _answer(reply, about_job=about_job, hide=hide).get("data")
    if not isinstance(data, dict):
        raise Unreadable(NAME, "the answer has no data", status=reply.status)
    return data


def _entries(data: Mapping[str, Any], reply: Reply) -> list[object]:
    entries = data.get("result")
    if not isinstance(entries, list):
        raise Unreadable(NAME, "the answer has no list", status=reply.status)
    return entries


def _record(entry: object) -> Record | None:
    try:
        record = Record.model_validate(entry)
    except ValidationError:
        return None
    return record if _PLAUSIBLE.fullmatch(record.id) else None


def _job(record: Record) -> Job:
    is_done = record.status == COMPLETED and bool(record.video_url)
    is_over = record.status in {COMPLETED, FAILED}
    return Job(
        id=JobId(record.id),
        status=STATUSES.get(record.status, str(record.status)),
        done=dict.fromkeys(_GOALS, record.video_url) if is_done else {},
        failed="" if record.status == FAILED else None,
        busy_with=frozenset() if is_over else frozenset(_GOALS),
        webhook_token=token_in(record.webhook_url),
        cost=record.deduction_credit,
    )


def _choice(entry: object) -> Choice | None:
    try:
        effect = _Effect.model_validate(entry)
    except ValidationError:
        return None
    code = effect.code.strip()
    if not _EFFECT.fullmatch(code):
        return None
    return Choice(id=code, name=readable(effect.name) or code, preview_url=effect.logo)
