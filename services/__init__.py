"""How the house meets the world: the log, the desk, the command line, files."""
