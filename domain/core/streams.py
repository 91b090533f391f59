"""Streams: what the history of one thing is called in the log. Names are stored, never changed."""

from __future__ import annotations


def stream(kind: str, *ids: str) -> str:
    """`party-e001`; of what stands between several, `consent-n1:b01`."""
    return f"{kind}-{':'.join(ids)}"


def id_of(kind: str, stream: str) -> str:
    """The id of the thing of this kind whose stream it is: the inverse of `stream(kind, id)`."""
    return stream.removeprefix(f"{kind}-")
