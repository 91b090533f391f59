"""The newspaper: a synthetic county year, and the sentences that a county would print about it.

`year.py` has what happened, as plain rows, and tells it to a log by commands; `sentences.py` holds
each published figure against what the views compute. Every name in the log says that it is made up.
"""
