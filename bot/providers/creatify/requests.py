"""What Creatify is sent: the four paid calls, and the free reads.

Every path ends in a slash. Only what was given is sent, in a fixed order, so that equal wishes are equal
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from bot.domain.generation import Generation, JobId, Json
from bot.providers.provider import Request

JOBS: Final = "/api/product_to_videos/"
MOST_IDS: Final = 100
"""https://docs.creatify.ai/api-reference/product_to_video/get-apiproduct_to_videos"""

LONGEST_URL: Final = 200
"""Of `product_url` and `webhook_url`:
https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-gen_image"""

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    # https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-gen_image
    "gen_image": {
        "type": "type",
        "product_url": "product_url",
        "aspect_ratio": "aspect_ratio",
        "image_prompt": "prompt",
        "override_avatar": "avatar",
        "product_showcase_url": "scene_url",
    },
    # https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-gen_video
    "gen_video": {"motion_style": "motion_style", "video_prompt": "prompt"},
    # https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-regen_image
    "regen_image": {"image_prompt": "prompt"},
    # https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-regen_video names no
    # field of its body; those of gen_video are taken for it.
    "regen_video": {"motion_style": "motion_style", "video_prompt": "prompt"},
}
"""For each call, Creatify's name of a field and the input that fills it."""


def submit(generation: Generation, *, webhook_url: str | None) -> Request:
    """The paid call. A webhook address that is too long for Creatify is left out: polling does without."""
    body: dict[str, Json] = {
        field: value
        for field, name in FIELDS[generation.call].items()
        if (value := generation.text(name).strip())
    }
    if webhook_url and len(webhook_url) <= LONGEST_URL:
        body["webhook_url"] = webhook_url
    return Request(
        method="POST", path=_path(generation), body=json.dumps(body, separators=(",", ":")).encode()
    )


def _path(generation: Generation) -> str:
    if generation.call == "gen_image":
        return f"{JOBS}gen_image/"
    if generation.source_job is None:
        raise ValueError(f"{generation.call} starts from a job")
    return f"{_job(generation.source_job)}{generation.call}/"


def _job(job: JobId) -> str:
    return f"{JOBS}{quote(job, safe='')}/"


def read(jobs: Sequence[JobId]) -> Request:
    """One job by its own path, several in one list.
    https://docs.creatify.ai/api-reference/product_to_video/get-apiproduct_to_videos-"""
    if not 1 <= len(jobs) <= MOST_IDS:
        raise ValueError(f"a read names 1 to {MOST_IDS} jobs, not {len(jobs)}")
    if len(jobs) == 1:
        return Request(method="GET", path=_job(jobs[0]))
    return Request(method="GET", path=JOBS, query={"ids": ",".join(jobs)})


def read_all() -> Request:
    """Every job of the account, in one list without pages.
    https://docs.creatify.ai/api-reference/product_to_video/get-apiproduct_to_videos"""
    return Request(method="GET", path=JOBS)


def balance() -> Request:
    """https://docs.creatify.ai/api-reference/workspace/get-remainingcredits"""
    return Request(method="GET", path="/api/remaining_credits/")


def avatars() -> Request:
    """https://docs.creatify.ai/api-reference/personas/get-apipersonas"""
    return Request(method="GET", path="/api/personas/")
