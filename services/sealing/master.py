"""The master key: 32 random bytes, which stand in no database and in no backup.

Everything that is sealed here is so under a key made of it, one for each purpose. The cipher is
AES-SIV (RFC 5297): the same text in the same place gives the same bytes; in another place it can't
be opened, because its place is bound to it.
"""

from __future__ import annotations

import base64
import binascii
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH = 32
KEY_BYTES = 64  # of AES-256-SIV
MARK = "siv1:"


class Unopened(ValueError):
    """It was sealed under another key, for another place, or it was changed since."""


class Master:
    """What is made of a master key. Printed it says nothing."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != LENGTH:
            raise ValueError(f"a master key has {LENGTH} bytes")
        self._secret = secret
        self.vault = Vault(self.derive("secrets", KEY_BYTES))

    def derive(self, purpose: str, length: int = 32) -> bytes:
        """The key for one purpose."""
        info = f"docking {purpose}".encode()
        return HKDF(hashes.SHA256(), length, salt=None, info=info).derive(self._secret)

    def digester(self, purpose: str) -> Digester:
        return Digester(self.derive(purpose))

    def __repr__(self) -> str:
        return "〔主密钥〕"


class Digester:
    """Digests under a key: nobody who lacks it can try values until one fits."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, content: bytes) -> str:
        return hmac.digest(self._key, content, "sha256").hex()

    def __repr__(self) -> str:
        return "〔密钥〕"


class Vault:
    """Seals texts for the place where they are kept: table, row, column."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def seal(self, text: str, *place: str) -> str:
        return MARK + base64.b64encode(self._cipher.encrypt(text.encode(), _bound(place))).decode()

    def open(self, sealed: str, *place: str) -> str:
        """Raises `Unopened`."""
        try:
            if not sealed.startswith(MARK):
                raise Unopened("not sealed")
            content = base64.b64decode(sealed.removeprefix(MARK), validate=True)
            return self._cipher.decrypt(content, _bound(place)).decode()
        except (InvalidTag, binascii.Error, UnicodeDecodeError) as wrong:
            raise Unopened("sealed under another key, or for another place") from wrong

    def __repr__(self) -> str:
        return "〔密钥〕"


def read_master(text: str) -> bytes:
    """The bytes of a written master key. Raises `ValueError`, which doesn't repeat it."""
    try:
        secret = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != LENGTH:
        raise ValueError("主密钥应为 32 个随机字节的 base64，如 openssl rand -base64 32 所打")
    return secret


def _bound(place: tuple[str, ...]) -> list[bytes]:
    return [part.encode() for part in place]
