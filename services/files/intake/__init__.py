"""Intake: rows become commands, what stands in the way goes back, and all of it can be undone."""
