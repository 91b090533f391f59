"""What runs says of which commit it was made."""

from __future__ import annotations

import subprocess

from services.version import CHECKOUT, COMMIT, RELEASE, version


def test_a_copy_says_the_commit_that_its_builder_wrote_down(monkeypatch):
    monkeypatch.setenv(COMMIT, "0123456789abcdef")
    assert version() == f"{RELEASE}+g0123456"


def test_a_checkout_says_the_commit_that_it_is_at(monkeypatch):
    monkeypatch.delenv(COMMIT, raising=False)
    ask = ["git", "-C", str(CHECKOUT), "rev-parse", "HEAD"]
    head = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    assert head == "" or version() == f"{RELEASE}+g{head[:7]}"
