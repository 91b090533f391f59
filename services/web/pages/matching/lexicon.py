"""The lexicon: concepts and their words; what an edit does to the proposals, before it is made."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Command, Refusal, Role
from domain.matching.lexicon import AddWord, RemoveWord
from projections.matcher.lexicon import TRACK_OF
from services.matching.lexicon_preview import Change, concept_of, preview, refitted
from services.web import forms
from services.web.forms import Form, column
from services.web.listing import Lists
from services.web.menu import MenuEntry
from services.web.request import Does, PageRequest, Rejected, Sees, SnapshotRoute, Submission

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(910, "/lexicon", "同义词典", "lexicon", "book-open"),)
EDIT = (
    column("edit", "改动", "choice", choices={"add": "添词", "remove": "去词"}),
    column("word", "词", "text", example="过桥周转"),
    column("concept", "概念（添词时）", "text", needed=False, example="bridge"),
)
LIST = Lists("/lexicon", ("text",))
MOST = 10  # pairs of a kind that are shown of each track


@router.get("/lexicon")
def lexicon(request: Annotated[PageRequest, Depends(Sees("lexicon"))]) -> Response:
    return _page(request, forms.blank(EDIT))


@router.post("/lexicon")
def edit(submission: Annotated[Submission, Depends(Does("lexicon"))]) -> Response:
    """Preview it, or make it and let the tracks that it concerns be fitted anew."""
    request, form = submission.request, forms.read(EDIT, submission)
    if form.refusals:
        return _page(request, form)
    if submission.field("go") != "save":
        try:
            _command(request, form)
        except Refusal as no:
            return _page(request, form, no)
        concept = form.values["concept"] if form.values["edit"] == "add" else ""
        return _page(
            request, form, changes=preview(request.house.views, [(form.values["word"], concept)])
        )

    house = request.house

    def then(_: object) -> str:
        refitted(house.views, house.desk, house.ask("fitting", Role.SYSTEM))
        return "/lexicon"

    return submission.do(
        lambda: _command(request, form),
        then=then,
        again=lambda refusal: _page(request, form, refusal),
    )


def _command(request: PageRequest, form: Form) -> Command:
    """Refuses what the lexicon in force makes pointless."""
    values, known = form.values, request.house.views.lexicons.lexicon()
    holds = concept_of(known, values["word"])
    if values["edit"] == "remove":
        if holds is None:
            raise Refusal("lexicon.absent", "词典里没有这个词", "word")
        return RemoveWord(word=values["word"])
    if not values.get("concept"):
        raise Refusal("field.needed", "添词要写明概念", "concept")
    if holds == values["concept"]:
        raise Refusal("lexicon.known", "这个词已在这个概念里", "word")
    return AddWord(concept=values["concept"], word=values["word"])


def _page(
    request: PageRequest,
    form: Form,
    refusal: Rejected | None = None,
    changes: list[Change] | None = None,
) -> Response:
    asked = LIST(request.http)
    known, text = request.house.views.lexicons.lexicon(request.at), asked["text"]
    concepts = [(c, words) for c, words in known.concepts if not text or text in (c, *words)]
    return forms.page(
        request,
        form,
        refusal,
        "matching/lexicon.html",
        concepts=concepts,
        track_of=TRACK_OF,
        many=len(known.concepts),
        version=known.version,
        changes=changes,
        most=MOST,
        asked=asked,
    )
