"""Seals: a chain of hashes over the stored lines, so that no line can be changed unnoticed."""

from __future__ import annotations

import hashlib

from domain.log.entry import Line

START = bytes(32)


def sealed(line: Line, before: bytes) -> bytes:
    """SHA-256 over the hash before and everything the log keeps of this line, each length first."""
    parts = (
        before,
        str(line.position).encode(),
        line.stream.encode(),
        str(line.version).encode(),
        line.name.encode(),
        line.state,
    )
    return hashlib.sha256(b"".join(len(p).to_bytes(8, "big") + p for p in parts)).digest()
