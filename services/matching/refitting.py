"""When a track's texts have grown by a tenth, or a word in them means something else by now, its
matching model is fitted anew.

A reaction: it reads the market and sends a command; the command is an event, and from there on the
proposals are computed with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from domain.core.command import Ask, Refusal
from domain.matching.model import RecordFit
from domain.postings.tracks import TRACKS
from domain.values.text import matching_key
from projections.matcher import LEXICON, Lexicon, fit_for, settings_for
from projections.matcher.posted import text_of
from projections.matching.proposals import Proposals
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow
from services.house.desk import Desk

GROWTH = 1.1


def refit(
    proposals: Proposals,
    desk: Desk,
    ask: Ask,
    *,
    growth: float = GROWTH,
    lexicon: Lexicon = LEXICON,
    as_of: int | None = None,
    id: str | None = None,
) -> list[str]:
    """Fit the tracks that need it, on the market as of a position. Returns the tracks' codes.

    The views must have caught up. `id` begins the commands' ids, so that a repetition fits nothing.
    """
    fitted, market = [], proposals.market
    at = market.position if as_of is None else as_of
    counts = market.counts("published", as_of)
    for track in TRACKS:
        texts = partial(_texts, market, track, at)
        if not due(proposals, track, at, counts.get(track, 0), texts, lexicon, growth):
            continue
        made = fit_for(track, texts(), lexicon)
        command = RecordFit(track=track, fitted_at=at, digest=made.digest, model=made.to_data())
        try:
            if desk.do(command, ask, id=id and f"{id}-{track}").entries:
                fitted.append(track)
        except Refusal as refusal:
            if refusal.code != "matcher.older":  # somebody else fitted a newer one meanwhile
                raise
    return fitted


def concerned(texts: Iterable[str], before: Lexicon, after: Lexicon) -> bool:
    """Whether any of the texts has a word that one of the two lexicons knows otherwise."""
    keys = [matching_key(word) for word, _ in _words(before) ^ _words(after)]
    return any(key in text for text in map(matching_key, texts) for key in keys)


def due(
    proposals: Proposals,
    track: str,
    as_of: int | None,
    count: int,
    texts: Callable[[], Iterable[str]],
    lexicon: Lexicon,
    growth: float = GROWTH,
) -> bool:
    """Whether `count` texts are worth a new model: always, where there is none that works here, or
    one that is set otherwise than the program sets them by now. They are read only where some word
    of the track's lexicon means something else by now.
    """
    if not count:
        return False
    try:
        model = proposals.model(track, as_of)
    except Refusal:
        return True
    if model is None or count >= model.n * growth or model.settings != settings_for(track):
        return True
    words = lexicon.of_track(track)
    return model.lexicon != words and concerned(texts(), model.lexicon, words)


def _texts(market: Market, track: str, as_of: int) -> list[str]:
    live = market.postings(track=track, status="published", as_of=as_of)
    return texts_to_fit(track, live)


def texts_to_fit(track: str, live: Iterable[PostingRow]) -> list[str]:
    """What a track's model is fitted on."""
    return [text_of(row.content, settings_for(track)) for row in live]


def _words(lexicon: Lexicon) -> set[tuple[str, str]]:
    return {(word, concept) for concept, words in lexicon.concepts for word in words}
