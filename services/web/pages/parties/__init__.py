"""Pages with organizations, their channels and keys."""
