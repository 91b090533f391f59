"""What a posting is called where its owner said nothing: the first clause or two of its text."""

from __future__ import annotations

import re

from domain.postings.reading.matches import STOPS

ENOUGH, LONGEST = 8, 24  # characters
_SENTENCE = re.compile(f"[{STOPS}]")
_CLAUSE = re.compile(r"[，,]|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])")
_GOES_ON = re.compile(  # before these words, or behind these signs, a long clause may be cut
    r"(?=用[来于]|以便|因为|由于|但是?|并且?|还[要想需]|希望|需要|打算|准备|想[要请找把])|(?<=[、：:；）)])"
)
_OWN_NAME = re.compile(  # who asks is known, and a title that stands in public names nobody
    r"\A.{2,20}?(?:公司|合作社|厂)(?=[需想拟因现为]|希望|打算|准备|计划|要)"
)
_WITHIN = re.compile(r"(?<=[0-9A-Za-z.])(?=[0-9A-Za-z.%])")  # a number or a word of letters
_ENDS = "，,、：:（( "


def heading(text: str) -> str:
    """Whole clauses of the first sentence until they say enough; a long one is cut where it goes
    on to something else, never within a number."""
    sentences = (" ".join(sentence.split()) for sentence in _SENTENCE.split(text))
    sentence = next((each for each in sentences if len(each) > 1), " ".join(text.split()))
    sentence = _OWN_NAME.sub("", sentence) if re.search(r"\w", sentence) else ""
    ends = [clause.start() for clause in _CLAUSE.finditer(sentence)] + [len(sentence)]
    end = next((end for end in ends if ENOUGH <= end <= LONGEST), len(sentence))
    return sentence[: end if end <= LONGEST else _cut(sentence)].strip(_ENDS)


def _cut(sentence: str) -> int:
    """Where a clause that is too long is cut."""
    turns = (turn.start() for turn in _GOES_ON.finditer(sentence))
    turn = max((place for place in turns if ENOUGH <= place <= LONGEST), default=0)
    if turn:
        return turn
    whole = (place for place in range(LONGEST, 0, -1) if not _WITHIN.match(sentence, place))
    return next(whole, LONGEST)
