"""The vocabulary of every aggregate: events, commands, life-cycles, shapes, code lists."""
