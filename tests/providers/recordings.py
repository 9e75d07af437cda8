"""Reads the recorded answers of providers, and the things asked that they answer."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.domain.generation import Generation, JobId, Kind
from bot.providers.provider import Reply

FOLDER = Path(__file__).parent.parent / "recordings"

JOB = JobId("5d0c7a52-7d5d-4c2f-8a39-2a6f4b0a9001")
NEW_JOB = JobId("77e1c0de-3f1b-4a44-9d0a-51a0b7c29002")
TOKEN = "T0ken-of_atask" + "A" * 29
HOOK = f"https://bot.example.com/webhooks/creatify/{TOKEN}"
PHOTO = "https://cdn.example.com/p/5d0c.png"
CLIP = "https://cdn.example.com/v/5d0c.mp4"
AVATAR = "0b6f0a34-8b0e-4b6e-9f2a-2f7a3a1f0001"

GIVEN: Mapping[str, Any] = {
    "product_url": "https://img.example.com/bag.jpg",
    "type": "product_anyshot",
    "aspect_ratio": "1x1",
    "prompt": "clean background with natural shadows",
}


def recorded(name: str, provider: str = "creatify") -> Reply:
    """The answer kept under `name`."""
    kept: dict[str, Any] = json.loads((FOLDER / provider / f"{name}.json").read_text())
    body = kept["text"] if "text" in kept else json.dumps(kept["body"])
    return Reply(status=kept["status"], headers=kept["headers"], body=body.encode())


def answer(body: object, status: int = 200, **headers: str) -> Reply:
    """An answer made up on the spot."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=named, body=json.dumps(body).encode())


def wish(call: str = "gen_image", **inputs: Any) -> Generation:
    """A generation by `call`; what it starts from is JOB."""
    kind = Kind.IMAGE if call.endswith("image") else Kind.VIDEO
    return Generation(
        provider="creatify",
        call=call,
        kind=kind,
        inputs=inputs or GIVEN,
        source_job=None if call == "gen_image" else JOB,
    )
