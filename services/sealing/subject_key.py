"""The key of one subject, under which its personal values are sealed.

A sealed value begins with a mark of its key: so what was sealed under a key that is gone is told
from what this key never sealed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from services.sealing.master import KEY_BYTES, Unopened

MARK_BYTES = 6


class SubjectKey:
    """`secret` is random; printed it says nothing."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESSIV(secret)
        self.mark = hashlib.sha256(b"docking subject key" + secret).digest()[:MARK_BYTES]

    def seal(self, value: str, subject: str, of: str) -> str:
        content = self._cipher.encrypt(value.encode(), [subject.encode(), of.encode()])
        return base64.b64encode(self.mark + content).decode()

    def open(self, sealed: bytes, subject: str, of: str) -> str:
        """Raises `Unopened` for what was sealed for another place, or was changed."""
        try:
            content = sealed[MARK_BYTES:]
            return self._cipher.decrypt(content, [subject.encode(), of.encode()]).decode()
        except (InvalidTag, UnicodeDecodeError) as wrong:
            raise Unopened(f"a value of {subject} was sealed for another place") from wrong

    def __repr__(self) -> str:
        return "〔密钥〕"


def new_secret() -> str:
    """Of a key, as it is wrapped."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def subject_key(secret: str) -> SubjectKey:
    return SubjectKey(base64.b64decode(secret))


def sealed_bytes(sealed: str) -> bytes:
    """Raises `Unopened` for what is no sealed value."""
    try:
        content = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Unopened("not a sealed value") from wrong
    if len(content) <= MARK_BYTES:
        raise Unopened("not a sealed value")
    return content
