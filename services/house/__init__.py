"""The composition root and what it hands out: desk, views, settings, calendar."""
