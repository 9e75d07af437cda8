"""What HeyGen's v3 is sent. Only what was given is sent, in a fixed order: equal wishes are equal bytes.

https://developers.heygen.com/quick-start, and the schemas that the vendor's own client is made from:
https://github.com/heygen-com/heygen-cli/blob/main/gen/video.go
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from bot.domain.generation import Generation, JobId, Json
from bot.providers.heygen.clips import Clip, Source, clips_of, flag
from bot.providers.provider import Request

VIDEOS: Final = "/v3/videos"
MOST_IDS: Final = 100
"""Of one read of statuses."""

LONGEST_PAGE: Final = 50
KEY_LIFE: Final = timedelta(hours=24)
"""How long HeyGen answers a key as it did the first time. https://developers.heygen.com/quick-start"""

TITLE: Final = "Greenlight "
"""Our titles are this and the key, so that a lost job can be found by its title."""


def submit(generation: Generation, *, webhook_url: str | None, key: str) -> Request:
    """The paid call. With a key it is made once however often it is sent within 24 hours. A blank key would
    be refused, so none is sent then."""
    whole = {**_film(generation), **_whole(generation), **_ours(webhook_url, key)}
    return Request(
        method="POST",
        path=VIDEOS,
        body=compact(whole),
        headers={"Idempotency-Key": key} if key else {},
    )


def compact(body: Mapping[str, Json]) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


def _film(wish: Generation) -> dict[str, Json]:
    """One clip that speaks is a film by itself; all else is put together from scenes."""
    first, *more = clips = clips_of(wish)
    if more or not first.source.speaks:
        colour = wish.text("background").strip()
        return {"type": "studio", "scenes": [_scene(clip, colour) for clip in clips]}
    return {**_speaker(first), **_background(wish.text("background").strip())}


def _speaker(clip: Clip) -> dict[str, Json]:
    shown: dict[str, Json] = (
        {"type": "avatar", "avatar_id": clip.shown}
        if clip.source is Source.AVATAR
        else {"type": "image", "image": _url(clip.shown)}
    )
    return {**shown, **_voice(clip)}


def _voice(clip: Clip) -> dict[str, Json]:
    if clip.audio_url:
        return {"audio_url": clip.audio_url}
    if not clip.script:
        return {}
    return {"script": clip.script, **({"voice_id": clip.voice} if clip.voice else {})}


def _scene(clip: Clip, colour: str) -> dict[str, Json]:
    match clip.source:
        case Source.AVATAR | Source.STILL:
            behind: dict[str, Json] = (
                {"background": {"type": "color", "color": colour}} if colour.startswith("#") else {}
            )
            return {"type": "avatar_video", "input": {**_speaker(clip), **behind}}
        case Source.PICTURE:
            silent: dict[str, Json] = {"duration": float(clip.duration)} if clip.duration else {}
            return {"type": "image", "source": _url(clip.shown), **(_voice(clip) or silent)}
        case Source.VIDEO:
            played: dict[str, Json] = {"playback": {"mute": True}} if clip.is_muted else {}
            return {"type": "video", "source": _url(clip.shown), **played}


def _url(address: str) -> dict[str, Json]:
    return {"type": "url", "url": address}


def _background(given: str) -> dict[str, Json]:
    if not given:
        return {}
    if given.startswith("#"):
        return {"background": {"type": "color", "value": given}}
    return {"background": {"type": "image", "url": given}}


def _whole(wish: Generation) -> dict[str, Json]:
    """What holds for the whole film. A caption with a style is burnt in; without one it would lie beside."""
    settings: dict[str, Json] = {
        name: value for name in ("resolution", "aspect_ratio") if (value := wish.text(name).strip())
    }
    if flag(wish.inputs, "captions"):
        settings["caption"] = {"file_format": "srt", "style": "default"}
    return settings


def _ours(webhook_url: str | None, key: str) -> dict[str, Json]:
    """By what we know the job again."""
    marks: dict[str, Json] = {"title": f"{TITLE}{key}", "callback_id": key} if key else {}
    return {**marks, "callback_url": webhook_url} if webhook_url else marks


def read(jobs: Sequence[JobId]) -> Request:
    """One job by its own path, several by their statuses, which tell no results."""
    if not 1 <= len(jobs) <= MOST_IDS:
        raise ValueError(f"a read names 1 to {MOST_IDS} jobs, not {len(jobs)}")
    if len(jobs) == 1:
        return Request(method="GET", path=_job(jobs[0]))
    return Request(method="GET", path=f"{VIDEOS}/statuses", query={"video_ids": ",".join(jobs)})


def look_for(title: str) -> Request:
    """The jobs with this title."""
    return Request(method="GET", path=VIDEOS, query={"title": title, "limit": str(LONGEST_PAGE)})


def delete(jobs: Sequence[JobId]) -> Request:
    """One job goes at a time."""
    (only,) = jobs
    return Request(method="DELETE", path=_job(only))


def _job(job: JobId) -> str:
    return f"{VIDEOS}/{quote(job, safe='')}"


def avatars(page: str) -> Request:
    """Looks: theirs are the ids that a film takes as `avatar_id`."""
    return _page("/v3/avatars/looks", page)


def voices(page: str) -> Request:
    return _page("/v3/voices", page)


def _page(path: str, page: str) -> Request:
    query = {"limit": str(LONGEST_PAGE), "token": page} if page else {"limit": str(LONGEST_PAGE)}
    return Request(method="GET", path=path, query=query)


def balance() -> Request:
    return Request(method="GET", path="/v3/users/me")
