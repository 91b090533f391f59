"""Docking sessions: planning, guests, timetables, outcomes."""
