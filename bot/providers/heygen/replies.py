"""What HeyGen's answers about videos mean, v1 and v3 alike.

A video waits (`waiting`, `queued`, `pending`), is rendered (`processing`) and ends `completed` or `failed`;
any other word is no end. Its addresses are signed anew at every read, so none of them names it.
https://docs.heygen.com/reference/video-status and, for v3,
https://github.com/heygen-com/heygen-cli/blob/main/gen/video.go
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import from_json

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId, Kind
from bot.errors import JobGone, Unreadable
from bot.providers.heygen.clips import flag
from bot.providers.heygen.refusals import NAME, readable, refusal
from bot.providers.heygen.requests import TITLE
from bot.providers.provider import Deleted, Job, Reply

_PLAUSIBLE: Final = re.compile(r"[\w-]{1,100}", re.ASCII)
_KEY: Final = re.compile(r"[\w:.-]{1,255}", re.ASCII)


def _text(value: object) -> str:
    """An absent text may be missing, null or blank; what is no text is none either."""
    return value.strip() if isinstance(value, str) else ""


def _reason(value: object) -> str:
    """v1 tells a failure as an object, v3's statuses as an object or a text."""
    if isinstance(value, dict):
        return next((text for name in ("message", "detail", "code") if (text := _text(value.get(name)))), "")
    return _text(value)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


Text = Annotated[str, BeforeValidator(_text)]


class Record(BaseModel):
    """A video as far as we use it. All but its id and `status` may be missing."""

    id: str = Field(validation_alias=AliasChoices("id", "video_id"))
    status: str
    title: Annotated[
        str, BeforeValidator(_text), Field(validation_alias=AliasChoices("title", "video_title"))
    ] = ""
    callback_id: Text = ""
    video_url: Text = ""
    captioned: Annotated[
        str,
        BeforeValidator(_text),
        Field(validation_alias=AliasChoices("captioned_video_url", "video_url_caption")),
    ] = ""
    error: Annotated[str, BeforeValidator(_reason)] = ""
    failure_message: Text = ""
    failure_code: Text = ""
    created_at: Annotated[float, BeforeValidator(_number)] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Film(Job):
    """A video, and where it lies with its captions burnt in, "" for nowhere."""

    captioned: str = ""


def read_submitted(reply: Reply, *, hide: Sequence[str] = ()) -> JobAccepted:
    """The job that a paid call started, or started before with the same key.

    Raises what the table of refusals says; and Unreadable for a success that names no job, as well as for an
    error that names one.
    """
    error = refusal(reply, about_job=False, hide=hide)
    job = _named(reply)
    if error is not None and not job:
        raise error
    if error is not None or not job:
        raise Unreadable(NAME, "the answer to the order names no job, or a failed one", status=reply.status)
    return JobAccepted(job_id=JobId(job))


def _named(reply: Reply) -> str:
    try:
        answer: Any = from_json(reply.body)
    except ValueError:
        return ""
    data = answer.get("data") if isinstance(answer, dict) else None
    job = data.get("video_id") if isinstance(data, dict) else None
    return job if isinstance(job, str) and _PLAUSIBLE.fullmatch(job) else ""


def read_jobs(reply: Reply, *, hide: Sequence[str] = ()) -> Mapping[JobId, Job]:
    """One video, or the statuses of several; one that HeyGen does not find, and an entry that cannot be read,
    are left out as if they were not there yet.

    Raises JobGone for a single one that is not found, and Unreadable when nothing of it can be read.
    """
    data = data_of(reply, about_job=True, hide=hide)
    entries = data if isinstance(data, list) else [data]
    records = [record for entry in entries if (record := _record(entry)) is not None]
    if entries and not records:
        raise Unreadable(NAME, "no video in the answer can be read", status=reply.status)
    is_many = isinstance(data, list)
    return {JobId(it.id): job_of(it, is_many=is_many) for it in records if it.status != "not_found"}


def read_rows(reply: Reply, *, hide: Sequence[str] = ()) -> tuple[list[Record], bool]:
    """Every row of a list, and whether that is all. Raises Unreadable if a single one cannot be read."""
    answer = answer_of(reply, about_job=False, hide=hide)
    entries = answer.get("data")
    if not isinstance(entries, list):
        raise Unreadable(NAME, "the answer is no list", status=reply.status)
    records = [record for entry in entries if (record := _record(entry)) is not None]
    if len(records) != len(entries):
        raise Unreadable(NAME, "a video in the list cannot be read", status=reply.status)
    return records, not (answer.get("has_more") or answer.get("next_token"))


def outcome(job: Job, generation: Generation) -> JobSucceeded | JobFailed | None:
    """What a read means; None while it goes on. Captions are only in the film that was made with them."""
    url = job.done.get(generation.kind)
    if url and isinstance(job, Film) and job.captioned and flag(generation.inputs, "captions"):
        return JobSucceeded(url=job.captioned)
    if url:
        return JobSucceeded(url=url)
    return None if job.failed is None else JobFailed(reason=job.failed)


def read_deleted(reply: Reply, jobs: Sequence[JobId], *, hide: Sequence[str] = ()) -> Deleted:
    """Gone already is as good as deleted."""
    with suppress(JobGone):
        answer_of(reply, about_job=True, hide=hide)
    return Deleted(gone=frozenset(jobs))


def job_of(record: Record, *, is_many: bool) -> Film:
    """The job that a record tells of. The statuses of many tell no address, and not always a reason."""
    has_ended = record.status in {"completed", "failed"}
    reason = record.failure_message or record.error or record.failure_code
    done = {Kind.AVATAR_VIDEO: record.video_url} if record.status == "completed" and record.video_url else {}
    return Film(
        id=JobId(record.id),
        status=record.status,
        done=done,
        failed=readable(reason) if record.status == "failed" else None,
        busy_with=frozenset() if has_ended else frozenset({Kind.AVATAR_VIDEO}),
        webhook_token=key_in(record),
        is_brief=is_many and has_ended and not done and not reason,
        captioned=record.captioned,
    )


def key_in(record: Record) -> str | None:
    """The key of ours that the video carries: its callback id, or the end of its title."""
    key = record.callback_id or (record.title.removeprefix(TITLE) if record.title.startswith(TITLE) else "")
    return key if _KEY.fullmatch(key) else None


def data_of(reply: Reply, *, about_job: bool, hide: Sequence[str] = ()) -> Any:
    """What an answer holds. Raises Unreadable when it holds nothing."""
    data = answer_of(reply, about_job=about_job, hide=hide).get("data")
    if not isinstance(data, dict | list):
        raise Unreadable(NAME, "the answer holds no data", status=reply.status)
    return data


def answer_of(reply: Reply, *, about_job: bool, hide: Sequence[str] = ()) -> dict[str, Any]:
    """A good answer, whatever its envelope. Raises what the table of refusals says, and Unreadable."""
    error = refusal(reply, about_job=about_job, hide=hide)
    if error is not None:
        raise error
    try:
        answer: Any = from_json(reply.body)
    except ValueError as broken:
        raise Unreadable(NAME, "the answer is no JSON", status=reply.status) from broken
    if not isinstance(answer, dict):
        raise Unreadable(NAME, "the answer is no object", status=reply.status)
    return answer


def _record(entry: object) -> Record | None:
    try:
        record = Record.model_validate(entry)
    except ValidationError:
        return None
    return record if _PLAUSIBLE.fullmatch(record.id) else None
