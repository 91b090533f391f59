"""The way in: pages that are somebody's own where he is signed in, and anybody's where he isn't."""

from __future__ import annotations

from fastapi import Request

from services.web.request import Open, PageRequest, Stranger, known


class Welcomes(Open):
    """For whoever is signed in as of a day, like any page of his; else for anybody, as of now."""

    def __call__(self, http: Request) -> PageRequest:
        try:
            return known(http, "")
        except Stranger:
            return super().__call__(http)
