"""Cells: what one cell says for one column, and how a value is written into one."""
