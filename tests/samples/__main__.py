"""`python -m tests.samples`: store a sample of every event version that has none yet."""

from __future__ import annotations

import sys

from tests.samples import add_missing

if __name__ == "__main__":
    try:
        add_missing()
    except LookupError as lack:
        sys.exit(str(lack))
