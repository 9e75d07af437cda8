"""Signed Slack requests and webhooks as they come over the wire, prepared before the clock runs."""

import hashlib
import hmac
import json
import time
from typing import Final
from urllib.parse import urlencode

SECRET: Final = "0123456789abcdef" * 2
HEAD: Final = "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{more}\r\n"


def slash_command(command: str, text: str, number: int) -> bytes:
    """One signed slash command; each has a trigger of its own, as Slack's have."""
    fields = {
        "token": "t",
        "team_id": "T0GREEN001",
        "team_domain": "acorn",
        "channel_id": "C0LAUNCH01",
        "channel_name": "spring-launch",
        "user_id": "U0ANN00001",
        "user_name": "ann",
        "command": command,
        "text": text,
        "api_app_id": "A0GREEN001",
        "is_enterprise_install": "false",
        "response_url": f"http://127.0.0.1:9/commands/{number}",
        "trigger_id": f"{number}.1763733600.{number:032x}",
    }
    body = urlencode(fields).encode()
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    more = f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: {signature}\r\n"
    return _request("/slack/events", "application/x-www-form-urlencoded", body, more)


def webhook(path: str, number: int, *, size: int = 1024) -> bytes:
    """One webhook of `size` bytes with an HMAC header that the bare baseline checks."""
    fields = {"id": f"{number:08x}-0000-4000-8000-000000000000", "status": "image_generated", "image_prompt": ""}
    fields["image_prompt"] = "x" * (size - len(json.dumps(fields)))
    body = json.dumps(fields).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return _request(path, "application/json", body, f"X-Signature: {signature}\r\n")


def _request(path: str, kind: str, body: bytes, more: str) -> bytes:
    return HEAD.format(path=path, kind=kind, length=len(body), more=more).encode() + body
