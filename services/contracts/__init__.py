"""What others may rely on: the document of all messages, and the schemas in it."""
