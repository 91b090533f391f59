"""The lexicon: concepts and their words; what an edit does to the proposals, before it is made."""

from __future__ import annotations

from collections.abc import Container
from itertools import count
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Command, Refusal, Role
from domain.matching.lexicon import AddWord, RemoveWord
from projections.matcher.lexicon import TRACK_OF
from services.house.pinyin import sounds
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
    column("concept", "与哪个词同义（添词时）", "text", needed=False, example="倒贷"),
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
            commands = _commands(request, form)
        except Refusal as no:
            return _page(request, form, no)
        edits = [(edit.word, getattr(edit, "concept", "")) for edit in commands]
        return _page(request, form, changes=preview(request.house.views, edits))

    house = request.house

    def then(_: object) -> str:
        refitted(house.views, house.desk, house.ask("fitting", Role.SYSTEM))
        return "/lexicon"

    return submission.do(
        lambda: list[Command](_commands(request, form)),
        then=then,
        again=lambda refusal: _page(request, form, refusal),
    )


def _commands(request: PageRequest, form: Form) -> list[AddWord | RemoveWord]:
    """A word joins the concept of another; where that is in none yet, the two begin one. Refuses
    what the lexicon in force makes pointless."""
    values, known = form.values, request.house.views.lexicons.lexicon()
    holds = concept_of(known, values["word"])
    if values["edit"] == "remove":
        if holds is None:
            raise Refusal("lexicon.absent", "词典里没有这个词", "word")
        return [RemoveWord(word=values["word"])]
    other = values.get("concept", "")
    if not other or other == values["word"]:
        raise Refusal("field.needed", "添词要写明与哪个词同义", "concept")
    concept = other if other in dict(known.concepts) else concept_of(known, other)
    if concept is not None and holds == concept:
        raise Refusal("lexicon.known", "这两个词已经同义", "word")
    if concept is not None:
        return [AddWord(concept=concept, word=values["word"])]
    new = _new_concept(other, dict(known.concepts))
    return [AddWord(concept=new, word=other), AddWord(concept=new, word=values["word"])]


def _new_concept(word: str, known: Container[str]) -> str:
    """A name for a concept that begins with a word: how that is pronounced."""
    sound = "".join(c for c in sounds(word).split(" ")[0] if c.isascii() and c.isalnum()) or "word"
    names = (f"{sound}{n or ''}" for n in count())
    return next(name for name in names if name not in known)


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
