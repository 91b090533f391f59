"""Docking sessions as they stand."""
