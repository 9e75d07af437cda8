"""What Akool calls back with: a signature without a secret around a ciphertext without a seal.

Anybody who knows the client id can sign, and a bit of a CBC ciphertext can be flipped, so even what passes
here is a hint to read the job and nothing more.
https://docs.akool.com/ai-tools-suite/webhook
"""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha1
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from pydantic import BaseModel, Field, StrictFloat, StrictInt, StrictStr

from bot.domain.generation import JobId
from bot.errors import WebhookRefused

KEY_SIZES: Final = frozenset({16, 24, 32})
"""The page says 24 characters, its own sample has 32, and its code takes all three that AES knows."""

_BLOCK: Final = 16
_PLAUSIBLE: Final = re.compile(r"[\w-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """What Akool says of a job. Status 2 is progress, 3 done and 4 failed; any other is no news either."""

    job: JobId
    status: int


class _Envelope(BaseModel):
    """`nonce` is a text in one sample of the page and a number in another."""

    signature: StrictStr
    data: StrictStr = Field(alias="dataEncrypt")
    timestamp: StrictInt | StrictStr | StrictFloat
    nonce: StrictInt | StrictStr | StrictFloat


class _Message(BaseModel):
    id: StrictStr = Field(alias="_id")
    status: StrictInt


def open_callback(body: bytes, *, client_id: str, client_secret: str) -> Callback:
    """The message inside. Raises WebhookRefused 401, and never says what was wrong: a signature, a padding
    and a text that cannot be read look all alike from outside.

    No age is refused: Akool states no window and no schedule of its retries, and a replay only has a job
    read.
    """
    try:
        envelope = _Envelope.model_validate_json(body)
        _verify(envelope, client_id)
        plain = _decrypted(b64decode(envelope.data, validate=True), client_id, client_secret)
        message = _Message.model_validate_json(plain)
    except ValueError:
        raise WebhookRefused(401) from None
    if not _PLAUSIBLE.fullmatch(message.id):
        raise WebhookRefused(401)
    return Callback(job=JobId(message.id), status=message.status)


def _verify(envelope: _Envelope, client_id: str) -> None:
    """Raises ValueError. Akool's page sorts by code unit, as Python does for what is all ASCII."""
    parts = sorted([client_id, _plain(envelope.timestamp), _plain(envelope.nonce), envelope.data])
    expected = sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
    if not hmac.compare_digest(expected.encode(), envelope.signature.encode()):
        raise ValueError("wrong signature")


def _plain(value: float | str) -> str:
    """A number in plain decimal digits, as JavaScript would write it into the text that is hashed."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _decrypted(data: bytes, client_id: str, client_secret: str) -> bytes:
    """Raises ValueError for whatever is wrong with secret, length or padding.

    The vector is the first 16 bytes of the client id, filled up with NUL where that is shorter.
    """
    key = client_secret.encode()
    if len(key) not in KEY_SIZES or not data or len(data) % _BLOCK:
        raise ValueError("not decryptable")
    vector = client_id.encode()[:_BLOCK].ljust(_BLOCK, b"\0")
    decryptor = Cipher(AES(key), CBC(vector)).decryptor()
    unpadder = PKCS7(AES.block_size).unpadder()
    return unpadder.update(decryptor.update(data) + decryptor.finalize()) + unpadder.finalize()


def token_in(webhook_url: str | None) -> str | None:
    """The token in an address of ours: its last segment. None for no address or none that can be read."""
    try:
        path = urlsplit(webhook_url or "").path
    except ValueError:
        return None
    return path.rstrip("/").rpartition("/")[2] or None
