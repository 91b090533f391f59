"""Trades: what a trade makes, buys, breaks its head over. Every text of a firm draws on its trade.

A bank is a string of phrases with | between them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Trade:
    key: str
    code: str  # GB/T 4754
    weight: int  # how common such firms are in the county
    names: str  # bank: the part of a firm's name that says what it does
    does: str  # bank: clauses after 我公司
    goods: str  # bank: keys of GOODS it sells
    buys: str  # bank: keys of GOODS it needs
    machines: str  # bank: what it would buy with a loan
    peak: str  # bank: why money or hands are short just now
    clients: str  # bank: who pays late
    jobs: str  # bank: keys of JOBS
    stock: str  # bank: what fills its warehouse


@dataclass(frozen=True, kw_only=True)
class Good:
    key: str
    called: str  # bank: the names it goes by
    specs: str  # bank
    unit: str  # the usual one first; another after |, for those who measure otherwise
    price: tuple[int, int]  # fen for one unit
    lot: tuple[int, int, int]  # least, most, step of a usual quantity
    uses: str  # bank: what somebody buys it for
    points: str  # bank: what its maker says of it


@dataclass(frozen=True, kw_only=True)
class Job:
    key: str
    called: str  # bank
    wage: tuple[int, int]  # yuan a month
    skills: str  # bank: what is asked of a worker
    shifts: str  # bank of codes


@dataclass(frozen=True)
class Topic:
    """What firms of a trade can't solve, and what institutes have that might.

    `wants` and `has` are said in different words on purpose: a need and a result seldom share them.
    `{a}` and `{b}` are figures drawn from the ranges: where things stand, where they could be.
    """

    trades: str  # bank of keys of trades
    title: str  # bank: of the need
    wants: str  # bank: what hurts, with {a}
    goal: str  # bank: what would do, with {b}
    result: str  # bank: title of the offering
    has: str  # bank: what it does, with {b}
    now: tuple[int, int]
    then: tuple[int, int]
