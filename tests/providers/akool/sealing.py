"""Makes callbacks as Akool does, with none of the code that opens them."""

import json
from base64 import b64encode
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from tests.providers.akool.examples import CLIENT_ID, CLIENT_SECRET

Number = int | float | str


def encrypted(plain: bytes, *, client_id: str = CLIENT_ID, secret: str = CLIENT_SECRET) -> str:
    """The text padded and encrypted, in base64."""
    missing = 16 - len(plain) % 16
    vector = client_id.encode()[:16].ljust(16, b"\0")
    encryptor = Cipher(AES(secret.encode()), CBC(vector)).encryptor()
    padded = plain + bytes([missing]) * missing
    return b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def signed(
    data: str, *, client_id: str = CLIENT_ID, timestamp: Number = 1763690400123, nonce: Number = "4821"
) -> bytes:
    """The whole body around a ciphertext: whoever knows the client id can do this."""
    parts = sorted([client_id, str(timestamp), str(nonce), data])
    return json.dumps(
        {
            "signature": sha1("".join(parts).encode()).hexdigest(),  # noqa: S324 - it is Akool's
            "dataEncrypt": data,
            "timestamp": timestamp,
            "nonce": nonce,
        }
    ).encode()


def message(**fields: object) -> bytes:
    """A callback that says this."""
    return signed(encrypted(json.dumps(fields).encode()))
