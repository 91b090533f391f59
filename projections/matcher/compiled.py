"""Machine code where numba is installed: `@compiled` for functions of whole numbers and arrays.

Without numba the functions stay what they are, plain Python; the engine then takes its numpy path
(`plain.py`), whose results are the same to the bit. Compiled code lets other threads run, and is
kept beside its source, or in the user's cache where that folder can't be written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

try:
    import numba
except ImportError:
    numba = None

HAS_NUMBA = numba is not None
_F = TypeVar("_F", bound=Callable[..., Any])


def compiled(function: _F) -> _F:
    """The function, compiled at its first call for the types it is called with."""
    if numba is None:
        return function
    try:
        return cast("_F", numba.njit(nogil=True, cache=True)(function))
    except RuntimeError:  # no folder to keep it in: compiled anew by every process
        return cast("_F", numba.njit(nogil=True)(function))


def interpreted(function: _F) -> _F:
    """The same function as Python runs it."""
    return cast("_F", getattr(function, "py_func", function))
