"""Attacks that run longer than a test may: `python -m tests.campaign NAME`.

Each says what it found, and raises AssertionError where it got what it shouldn't have.
"""
