"""Carries the studio's requests: the work that other providers do far away is done here, in a thread."""

import asyncio
import json
from collections.abc import Mapping
from typing import Final

from bot.domain.generation import JobId, Json
from bot.errors import MediaRefused, NotSent, SlackError, StorageFull
from bot.media.mixing import can_mix, mix
from bot.outbox.borrowed import bring
from bot.outbox.returns import Returns
from bot.outbox.troubles import is_passing
from bot.providers.provider import Reply, Request
from bot.providers.studio.provider import NAME
from bot.views import text

MOST_SOUND: Final = 100 * 1024 * 1024


class Mixer:
    """What a job made lies in the archive's incoming folder under the job's name until it is archived. The
    same job again is done once."""

    def __init__(self, returns: Returns) -> None:
        self._slack = returns.slack
        self._archive = returns.archive
        self._returns = returns

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:  # noqa: ARG002 - nobody is asked
        """Raises NotSent while Slack does not hand out the sound: nothing was done then."""
        match request.method:
            case "POST":
                return await self._mixed(json.loads(request.body))
            case "GET":
                made = [job for job in _jobs(request) if self._archive.made(job).exists()]
                return _reply(200, {"jobs": [*made]})
            case _:
                for job in _jobs(request):
                    self._archive.made(job).unlink(missing_ok=True)
                return _reply(200, {})

    async def _mixed(self, order: Mapping[str, str]) -> Reply:
        job = JobId(order["job"])
        if self._archive.made(job).exists():
            return _reply(200, {"job": job})
        if not can_mix():
            return _reply(422, {"message": text.no_mixing()})
        try:
            await self._mix(job, video=order["video"], audio=order["audio"])
        except SlackError as error:
            if is_passing(error):
                raise NotSent(NAME, str(error)) from error
            return _reply(422, {"message": _why(error)})
        except FileNotFoundError:
            return _reply(422, {"message": text.video_not_kept()})
        except (MediaRefused, StorageFull) as error:
            return _reply(422, {"message": str(error)})
        return _reply(200, {"job": job})

    async def _mix(self, job: JobId, *, video: str, audio: str) -> None:
        film = await self._returns.bring(video)
        sound = self._archive.made(JobId(f"{job}-sound"))
        try:
            await bring(self._slack, audio, sound, most_bytes=MOST_SOUND)
            await asyncio.to_thread(mix, film, sound, self._archive.made(job))
        finally:
            sound.unlink(missing_ok=True)


def _why(error: SlackError) -> str:
    match error.code:
        case "missing_scope":
            return text.audio_not_read()
        case "file_too_large":
            return text.audio_too_large(MOST_SOUND // 1024**2)
        case _:
            return text.audio_gone()


def _jobs(request: Request) -> list[JobId]:
    return [JobId(job) for job in request.query["jobs"].split(",")]


def _reply(status: int, body: Mapping[str, Json]) -> Reply:
    return Reply(status=status, headers={}, body=json.dumps(body).encode())
