"""What `tests/campaign/kills.py` is made of: a county, a program that is killed, a load on it, and
a checker of what is left."""
