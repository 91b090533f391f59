"""The event store, in SQLite or PostgreSQL, behind one interface."""
