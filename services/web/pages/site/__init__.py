"""Pages that belong to everybody: home, search, sign-in, live updates, reference."""
