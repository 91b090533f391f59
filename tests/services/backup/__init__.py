"""Backups of a house, and houses made of them."""
