"""Signed Slack requests and webhooks as they come over the wire, prepared before the clock runs."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from benchmarks.waiting import Waiting

SECRET: Final = "0123456789abcdef" * 2
CHANNELS: Final = 20
PEOPLE: Final = 50
HEAD: Final = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
    "Content-Length: {length}\r\n{more}\r\n"
)


def greetings(count: int) -> Sequence[bytes]:
    """What stock Bolt answers with a greeting."""
    return [_slash_command("/hello", "there", number) for number in range(count)]


def orders(count: int) -> Sequence[bytes]:
    """Inline orders of many people in many channels."""
    return [
        _slash_command("/product-image", f"https://shop.example/bag-{number}.jpg clean background", number)
        for number in range(count)
    ]


def questions(count: int) -> Sequence[bytes]:
    """Signed commands that are answered at once."""
    return [_slash_command("/greenlight", "help", number) for number in range(count)]


def webhooks(count: int, waiting: Sequence[Waiting], *, size: int = 1024) -> Sequence[bytes]:
    """Webhooks of `size` bytes, no two alike, addressed to these tasks in turn."""
    return [_webhook(waiting[number % len(waiting)], number, size) for number in range(count)]


def _slash_command(command: str, text: str, number: int) -> bytes:
    """One signed slash command; each has a trigger of its own, as Slack's have."""
    fields = {
        "token": "t",
        "team_id": "T0GREEN001",
        "team_domain": "acorn",
        "channel_id": f"C0LAUNCH{number % CHANNELS:02}",
        "channel_name": "spring-launch",
        "user_id": f"U0PERSON{number % PEOPLE:03}",
        "user_name": "ann",
        "command": command,
        "text": text,
        "api_app_id": "A0GREEN001",
        "is_enterprise_install": "false",
        "response_url": f"http://127.0.0.1:9/commands/{number}",
        "trigger_id": f"{number}.1763733600.{secrets.token_hex(16)}",
    }
    body = urlencode(fields).encode()
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    more = f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: {signature}\r\n"
    return _request("/slack/events", "application/x-www-form-urlencoded", body, more)


def _webhook(about: Waiting, number: int, size: int) -> bytes:
    """The header carries the HMAC that the bare baseline checks; the product ignores it."""
    fields = {"id": about.job, "status": "image_generating", "image_prompt": f"{number:08}"}
    fields["image_prompt"] += "x" * (size - len(json.dumps(fields)))
    body = json.dumps(fields).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    path = f"/webhooks/creatify/{about.token}"
    return _request(path, "application/json", body, f"X-Signature: {signature}\r\n")


def _request(path: str, kind: str, body: bytes, more: str) -> bytes:
    return HEAD.format(path=path, kind=kind, length=len(body), more=more).encode() + body
