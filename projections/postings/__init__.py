"""Needs and offerings as they stand, now or at any position."""
