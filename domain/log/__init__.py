"""What a line of the log is, and the catalogue of all events and commands."""
