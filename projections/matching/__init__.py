"""Proposals and everything that is asked about them."""
