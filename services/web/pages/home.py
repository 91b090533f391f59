"""Home: where somebody lands, by role."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.web.look import Look, Sees

router = APIRouter()


@router.get("/")
def home(look: Annotated[Look, Depends(Sees(""))]) -> Response:
    return look.page("home.html")
