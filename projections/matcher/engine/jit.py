"""Machine code where numba is installed: `@compiled` for functions of whole numbers and arrays.

Without numba the functions stay what they are, plain Python; the engine then takes its numpy path
(`numpy_kernels.py`), whose results are the same to the bit. Compiled code lets other threads run,
and is kept beside its source, or in the user's cache where that folder can't be written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar, cast

try:
    import numba
    from numba.core.caching import NullCache

    HAS_NUMBA = True
except ImportError:
    HAS_NUMBA = False

_F = TypeVar("_F", bound=Callable[..., Any])
_MADE: list[Any] = []  # functions that are not kept yet


def compiled(function: _F) -> _F:
    """The function, compiled at its first call for the types it is called with."""
    if not HAS_NUMBA:
        return function
    made = numba.njit(nogil=True)(function)
    _MADE.append(made)
    return cast("_F", made)


def keep() -> None:
    """From here on what is compiled is kept for the next process, and taken from there.

    Called once all functions are there, because a function's stamp tells of those that it calls:
    numba would look at the date of its own file alone, and go on running what it called before.
    """
    while _MADE:
        made = _MADE.pop()
        source_stamp = stamp(getattr(made, "py_func", made))
        try:
            made.enable_caching()
            made._cache._cache_file._source_stamp = source_stamp  # noqa: SLF001 (there is no public way)
        except (AttributeError, RuntimeError):  # nothing can be kept: compiled by every process
            made._cache = NullCache()  # noqa: SLF001 (as numba starts out)


def interpreted(function: _F) -> _F:
    """The same function as Python runs it, and all that it calls."""
    plain = getattr(function, "py_func", None)
    if plain is None:
        return function
    called = {name: plain.__globals__.get(name) for name in plain.__code__.co_names}
    names = {name: interpreted(value) for name, value in called.items() if callable(value)}
    made = FunctionType(plain.__code__, plain.__globals__ | names, plain.__name__)
    return cast("_F", made)


def stamp(function: FunctionType) -> str:
    """A digest of what the function does: its code, the numbers it names and the functions."""
    code = function.__code__
    meanings = [_meaning(function.__globals__.get(name)) for name in code.co_names]
    parts = (code.co_code, code.co_consts, code.co_names, meanings)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _meaning(value: Any) -> str:
    inner = getattr(value, "py_func", None)
    return (
        stamp(inner) if inner else repr(value) if isinstance(value, int) else type(value).__name__
    )
