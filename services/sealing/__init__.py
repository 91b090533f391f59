"""The master key, what is made of it, and where it lies."""
