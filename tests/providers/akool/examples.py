"""The account, the wishes and the ids that Akool's recorded answers are about."""

from collections.abc import Mapping
from typing import Any

from bot.domain.generation import Generation, JobId, Kind
from bot.providers.akool import Akool
from bot.providers.provider import Reply
from tests.providers import recordings

JOB = JobId("66f0c0ffee0000000000abcd")
NEW_JOB = JobId("66f0c0ffee0000000000beef")
TOKEN = "T0ken-of_atask" + "A" * 29
HOOK = f"https://bot.example.com/webhooks/akool/{TOKEN}"
FILM = "https://cdn.example.com/v/66f0.mp4"
CLIENT_ID = "sim-client-0000000000001"
CLIENT_SECRET = "sim-secret-24-bytes-long"
AKOOL = Akool(CLIENT_ID, CLIENT_SECRET, "an-api-key")

GIVEN: Mapping[str, Any] = {
    "image_url": "https://img.example.com/bag.jpg",
    "prompt": "slow pan",
    "negative_prompt": "blurry",
    "resolution": "720p",
    "video_length": "5",
    "audio_type": "3",
}


def recorded(name: str) -> Reply:
    """Akool's answer kept under `name`."""
    return recordings.recorded(name, "akool")


def film(**inputs: Any) -> Generation:
    """A wish to animate an image: what is given on top of GIVEN."""
    return Generation(provider="akool", call="animate", kind=Kind.VIDEO, inputs={**GIVEN, **inputs})


def sound(**inputs: Any) -> Generation:
    """A wish for a video with sound, made of JOB."""
    return Generation(
        provider="akool", call="add_audio", kind=Kind.AUDIO, inputs=inputs or {"prompt": ""}, source_job=JOB
    )
