"""Webhook tokens: unguessable path segments, one for each task and attempt.

Only the SHA-256 of a token is kept, so that a stolen database cannot forge a webhook.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256

from bot.domain.task import Task
from bot.providers.provider import HASHED, Request


class WebhookTokens:
    """Makes the callback address of a submission; None throughout without a public URL."""

    def __init__(self, *, key: bytes, public_url: str | None) -> None:
        self._key = key
        self._public_url = public_url.rstrip("/") if public_url else None

    def token(self, task: Task) -> str:
        """43 characters of base64url, the same for the same task and attempt. It is also the key by which a
        provider that knows idempotency tells one order from the same order sent again."""
        spoken = f"{task.generation.provider}|{task.id}|{task.attempt}"
        return urlsafe_b64encode(hmac.digest(self._key, spoken.encode(), "sha256")).rstrip(b"=").decode()

    def address(self, task: Task) -> str | None:
        """Where the provider reaches us for this task, None when it cannot."""
        if self._public_url is None:
            return None
        return f"{self._public_url}/webhooks/{task.generation.provider}/{self.token(task)}"

    def kept(self, task: Task) -> str | None:
        """What is kept of the token: its hash; None when none goes out."""
        return token_sha256(self.token(task)) if self._public_url else None

    def hide(self, request: Request, task: Task) -> Request:
        """The request as it may be kept: with the hash of its token in the token's place."""
        token = self.token(task)
        headers = {name: value.replace(token, _hashed(token)) for name, value in request.headers.items()}
        return replace(request, body=without_token(request.body, token), headers=headers)

    def reveal(self, kept: Request, task: Task) -> Request:
        """The request as it left, byte for byte, unless our key has changed since."""
        token = self.token(task)
        headers = {name: value.replace(_hashed(token), token) for name, value in kept.headers.items()}
        body = kept.body.replace(_hashed(token).encode(), token.encode())
        return replace(kept, body=body, headers=headers)

    def is_whole(self, revealed: Request) -> bool:
        """Whether no hash is left in it: one that is, is of a token that another key of ours made."""
        return HASHED.encode() not in revealed.body and not any(
            HASHED in value for value in revealed.headers.values()
        )


def without_token(body: bytes, token: str) -> bytes:
    """The bytes with the token's hash wherever the token stood."""
    return body.replace(token.encode(), _hashed(token).encode()) if token else body


def _hashed(token: str) -> str:
    return f"{HASHED}{token_sha256(token)}"


def token_sha256(token: str) -> str:
    """The hash under which a token is kept and looked up."""
    return sha256(token.encode()).hexdigest()
