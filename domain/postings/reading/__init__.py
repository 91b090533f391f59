"""What a text says in figures and codes: read by rules, with its words, never guessed."""
