"""版本 Version: the release, and the commit that this copy was made of."""

from __future__ import annotations

import os
import subprocess
from importlib import metadata
from pathlib import Path

RELEASE = "0.1.0"
CHECKOUT = Path(__file__).parents[1]
COMMIT = (
    "DOCKING_COMMIT"  # for whoever builds without the repository beside it, as a container does
)


def version() -> str:
    """`0.1.0+gCOMMIT`. A checkout says what it is at now, an installed copy what it was built of.

    The builder of the package asks it too (`pyproject.toml`), so that it is written down there.
    """
    commit = os.environ.get(COMMIT) or _checked_out()
    if commit:
        return f"{RELEASE}+g{commit[:7]}"
    try:
        return metadata.version("docking")
    except metadata.PackageNotFoundError:  # it is being built, and nobody knows of what
        return RELEASE


def _checked_out() -> str:
    """The commit of the repository that this file lies in; "" where there is none, or no git."""
    if not (CHECKOUT / ".git").exists():
        return ""
    ask = ["git", "-C", str(CHECKOUT), "rev-parse", "HEAD"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True, check=True)  # noqa: S603 (our own words)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.strip()
