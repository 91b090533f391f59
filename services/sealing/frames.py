"""Frames of a file that is written and read in one go: each is bound to those before it.

Without a passphrase a frame carries a digest over all that came before, so that a flipped or lost
byte is told where it is. With one it is sealed by AES-GCM under a key that argon2 makes of the
passphrase, numbered, and the last one is marked: nothing can be changed, reordered or cut off.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Protocol

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DIGEST_BYTES = 16
SALT_BYTES = 16
KEY_BYTES = 32
COST = {"time": 3, "memory_kib": 64 * 1024, "lanes": 4}  # RFC 9106, its second choice
MOST = {"time": 100, "memory_kib": 1024 * 1024, "lanes": 64}  # a file may ask for so much


class Broken(ValueError):
    """A frame isn't as it was written, or was sealed under another key."""


class Frames(Protocol):
    """Makes the bodies of frames, or reads them, in their order."""

    def close(self, content: bytes, *, last: bool = False) -> bytes: ...

    def open(self, body: bytes, *, last: bool = False) -> bytes:
        """Raises `Broken`."""


class Digested:
    """A digest before each content, over everything up to there."""

    def __init__(self, header: bytes) -> None:
        self._whole = hashlib.sha256(header)

    def close(self, content: bytes, *, last: bool = False) -> bytes:
        return self._next(content, last=last) + content

    def open(self, body: bytes, *, last: bool = False) -> bytes:
        content = body[DIGEST_BYTES:]
        if body[:DIGEST_BYTES] != self._next(content, last=last):
            raise Broken("the digest doesn't fit")
        return content

    def _next(self, content: bytes, *, last: bool) -> bytes:
        self._whole.update(bytes([last]) + len(content).to_bytes(8, "big") + content)
        return self._whole.digest()[:DIGEST_BYTES]


class Sealed:
    """AES-GCM with the number of the frame; a key is used for one file."""

    def __init__(self, key: bytes, header: bytes) -> None:
        self._cipher, self._header, self._number = AESGCM(key), header, 0

    def close(self, content: bytes, *, last: bool = False) -> bytes:
        return self._cipher.encrypt(self._nonce(), content, self._bound(last=last))

    def open(self, body: bytes, *, last: bool = False) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(), body, self._bound(last=last))
        except (InvalidTag, ValueError) as wrong:
            raise Broken("sealed under another key, or changed since") from wrong

    def _nonce(self) -> bytes:
        self._number += 1
        return self._number.to_bytes(12, "big")

    def _bound(self, *, last: bool) -> bytes:
        return bytes([last]) + self._header

    def __repr__(self) -> str:
        return "〔密钥〕"


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def new_lock() -> dict[str, Any]:
    """How a key is made of a passphrase, as it stands in the head of a file."""
    return {"kdf": "argon2id", "salt": secrets.token_hex(SALT_BYTES), **COST}


def key_of(passphrase: str, lock: dict[str, Any]) -> bytes:
    """Raises `Broken` for what isn't a lock that we would make."""
    try:
        salt = bytes.fromhex(lock["salt"])
        costs = {name: int(lock[name]) for name in MOST}
    except (KeyError, TypeError, ValueError) as wrong:
        raise Broken("not a lock") from wrong
    if lock.get("kdf") != "argon2id" or not all(0 < costs[n] <= most for n, most in MOST.items()):
        raise Broken("not a lock of ours")
    try:
        return hash_secret_raw(
            passphrase.encode(),
            salt,
            time_cost=costs["time"],
            memory_cost=costs["memory_kib"],
            parallelism=costs["lanes"],
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except Exception as wrong:  # argon2's own errors have no common name for this
        raise Broken("not a lock of ours") from wrong
