"""What Creatify calls back with: a flat copy of the job, unsigned, and so nothing but a hint.

https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-gen_image
"""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from bot.domain.generation import JobId
from bot.providers.creatify.limits import is_uuid


class _Hint(BaseModel):
    id: str


def hinted_job(body: bytes) -> JobId | None:
    """The job that the body names, None when it names none."""
    try:
        hint = _Hint.model_validate_json(body)
    except ValidationError:
        return None
    return JobId(hint.id) if is_uuid(hint.id) else None


def token_in(webhook_url: str | None) -> str | None:
    """The token in an address of ours: its last segment. None for no address or none that can be read."""
    try:
        path = urlsplit(webhook_url or "").path
    except ValueError:
        return None
    return path.rstrip("/").rpartition("/")[2] or None
