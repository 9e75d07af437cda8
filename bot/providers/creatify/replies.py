"""What Creatify's answers mean.

One record holds an image and the video made of it, under one id: `initializing`, `image_generating`,
`image_generated`, `video_generating`, `video_generated`, or `failed` from any of them. So what a status means
depends on what is waited for.
https://docs.creatify.ai/api-reference/product_to_video/get-apiproduct_to_videos-
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic_core import from_json

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId, Kind
from bot.errors import Unreadable
from bot.providers.creatify.refusals import NAME, describe_error, readable, refusal
from bot.providers.creatify.webhooks import token_in
from bot.providers.provider import Choice, Job, Reply

__all__ = [
    "Record",
    "describe_error",
    "digits",
    "outcome",
    "read_avatars",
    "read_balance",
    "read_jobs",
    "read_records",
    "read_submitted",
]

_FAILED: Final = "failed"
_PICTURED: Final = frozenset({"image_generated", "video_generating", "video_generated"})

_BUSY: Final = {
    "initializing": Kind.IMAGE,
    "image_generating": Kind.IMAGE,
    "video_generating": Kind.VIDEO,
}
_PLAUSIBLE: Final = re.compile(r"[\w-]{1,100}", re.ASCII)


def _text(value: object) -> str:
    """An absent text may be missing, null or blank; what is no text is none either."""
    return value.strip() if isinstance(value, str) else ""


Text = Annotated[str, BeforeValidator(_text)]


class Record(BaseModel):
    """A ProductToVideo as far as we use it. All but `id` and `status` may be missing."""

    id: str
    status: str
    type: Text = ""
    product_url: Text = ""
    aspect_ratio: Text = ""
    image_prompt: Text = ""
    video_prompt: Text = ""
    generated_photo_url: Text = ""
    generated_video_url: Text = ""
    failed_reason: Text = ""
    webhook_url: Text = ""
    regen_type: Text = ""
    regen_source_id: Text = ""
    created_at: Text = ""
    updated_at: Text = ""


class _Persona(BaseModel):
    """https://docs.creatify.ai/api-reference/personas/get-apipersonas"""

    id: str
    is_active: bool = True
    creator_name: Text = ""
    gender: Text = ""
    age_range: Text = ""
    video_scene: Text = ""
    location: Text = ""
    style: Text = ""
    preview_image_1_1: Text = ""
    preview_image_16_9: Text = ""
    preview_image_9_16: Text = ""


def read_submitted(reply: Reply, generation: Generation, *, hide: Sequence[str] = ()) -> JobAccepted:
    """The job that a paid call started. Raises what the table of refusals says, and Unreadable.

    Any 2xx will do. A regeneration answers with a new id: were it the old one, nobody could tell the new
    result from the old.
    """
    error = refusal(reply, about_job=generation.source_job is not None, hide=hide)
    if error is not None:
        raise error
    answer = _parsed(reply)
    job = answer.get("id") if isinstance(answer, dict) else None
    if not isinstance(job, str) or not _PLAUSIBLE.fullmatch(job):
        raise Unreadable(NAME, "the answer to the order names no job", status=reply.status)
    if generation.call.startswith("regen_") and digits(job) == digits(generation.source_job or ""):
        raise Unreadable(NAME, "the answer to a regeneration names the old job", status=reply.status)
    return JobAccepted(job_id=JobId(job))


def read_jobs(reply: Reply, *, hide: Sequence[str] = ()) -> Mapping[JobId, Job]:
    """One job or a list of them; an entry that cannot be read is left out as if it were not there yet.

    Raises JobGone for 404, and Unreadable when nothing of it can be read.
    """
    entries, _ = _entries(reply, about_job=True, hide=hide)
    records = [record for entry in entries if (record := _record(entry)) is not None]
    if entries and not records:
        raise Unreadable(NAME, "no job in the answer can be read", status=reply.status)
    return _Jobs(_job(record) for record in records)


def read_records(reply: Reply, *, about_job: bool, hide: Sequence[str] = ()) -> tuple[list[Record], bool]:
    """Every record that can be read, and whether that is all there are."""
    entries, is_whole = _entries(reply, about_job=about_job, hide=hide)
    count = len(entries)
    records = [record for entry in _used_up(entries) if (record := _record(entry)) is not None]
    return records, is_whole and len(records) == count


def _used_up(entries: list[object]) -> Iterator[object]:
    """One after the other, and let go of: an account's list is long enough to hold it once."""
    entries.reverse()
    while entries:
        yield entries.pop()


def outcome(job: Job, generation: Generation) -> JobSucceeded | JobFailed | None:
    """What a read means for whoever waits for this kind; None while it goes on.

    An image that is there stays there when the video made of it fails, or is not made yet; but of an image
    made anew nobody knows whether the one in a failed record is the old one. A status that says done without
    a URL is not done.
    """
    url = job.done.get(generation.kind)
    if job.failed is not None and (url is None or generation.call == "regen_image"):
        return JobFailed(reason=job.failed)
    return JobSucceeded(url=url) if url else None


def read_balance(reply: Reply, *, hide: Sequence[str] = ()) -> str:
    """ "412.5 credits". https://docs.creatify.ai/api-reference/workspace/get-remainingcredits"""
    _raise_refusal(reply, about_job=False, hide=hide)
    answer = _parsed(reply)
    said = answer.get("remaining_credits") if isinstance(answer, dict) else None
    try:
        credit = Decimal(str(said)).quantize(Decimal("0.01"))
    except InvalidOperation:
        credit = Decimal("NaN")
    if not credit.is_finite():
        raise Unreadable(NAME, "the answer names no balance", status=reply.status)
    words = f"{credit:f}".rstrip("0").rstrip(".")
    return f"{words} credit" if words == "1" else f"{words} credits"


def read_avatars(reply: Reply, *, hide: Sequence[str] = ()) -> list[Choice]:
    """The avatars that can be chosen, in Creatify's order."""
    entries, _ = _entries(reply, about_job=False, hide=hide)
    return [choice for entry in entries if (choice := _choice(entry)) is not None]


def _parsed(reply: Reply) -> Any:
    """Raises Unreadable for what is no JSON."""
    try:
        return from_json(reply.body)
    except ValueError as error:
        raise Unreadable(NAME, "the answer is no JSON", status=reply.status) from error


class _Jobs(Mapping[JobId, Job]):
    """Jobs by their ids as Creatify wrote them; one is found by any spelling of its id."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = {digits(job.id): job for job in jobs}

    def __getitem__(self, job: JobId) -> Job:
        return self._jobs[digits(job)]

    def __iter__(self) -> Iterator[JobId]:
        return (job.id for job in self._jobs.values())

    def __len__(self) -> int:
        return len(self._jobs)


def digits(job: str) -> str:
    """An id without what spellings of it differ in: Creatify writes a UUID with dashes and without."""
    return job.replace("-", "").lower()


def _entries(reply: Reply, *, about_job: bool, hide: Sequence[str]) -> tuple[list[object], bool]:
    """The entries of a list, of a page of one, or the one object; and whether there are no more of them."""
    _raise_refusal(reply, about_job=about_job, hide=hide)
    match _parsed(reply):
        case list() as entries:
            return entries, True
        case {"results": list() as entries, **page}:
            return entries, not page.get("next")
        case {"id": _} as entry:
            return [entry], True
        case _:
            raise Unreadable(NAME, "the answer is neither a job nor a list", status=reply.status)


def _job(record: Record) -> Job:
    """The job that a record tells of."""
    busy = _BUSY.get(record.status)
    has_failed = record.status == _FAILED
    return Job(
        id=JobId(record.id),
        status=record.status,
        done=dict(_done(record)),
        failed=readable(record.failed_reason) if has_failed else None,
        busy_with=frozenset({busy}) if busy else frozenset(),
        webhook_token=token_in(record.webhook_url),
    )


def _done(record: Record) -> Iterator[tuple[Kind, str]]:
    if record.generated_photo_url and (record.status in _PICTURED or record.status == _FAILED):
        yield Kind.IMAGE, record.generated_photo_url
    if record.generated_video_url and record.status == "video_generated":
        yield Kind.VIDEO, record.generated_video_url


def _raise_refusal(reply: Reply, *, about_job: bool, hide: Sequence[str]) -> None:
    error = refusal(reply, about_job=about_job, hide=hide)
    if error is not None:
        raise error


def _record(entry: object) -> Record | None:
    try:
        record = Record.model_validate(entry)
    except ValidationError:
        return None
    return record if _PLAUSIBLE.fullmatch(record.id) else None


def _choice(entry: object) -> Choice | None:
    try:
        persona = _Persona.model_validate(entry)
    except ValidationError:
        return None
    if not persona.is_active or not _PLAUSIBLE.fullmatch(persona.id):
        return None
    return Choice(
        id=persona.id,
        name=readable(persona.creator_name) or f"Avatar {persona.id[:8]}",
        detail=", ".join(_traits(persona)),
        preview_url=persona.preview_image_1_1 or persona.preview_image_9_16 or persona.preview_image_16_9,
    )


def _traits(persona: _Persona) -> Iterator[str]:
    genders = {"m": "male", "f": "female", "nb": "non-binary"}
    place = persona.video_scene or persona.location
    for trait in (genders.get(persona.gender, persona.gender), persona.age_range, place, persona.style):
        if trait and trait != "other":
            yield readable(trait)
