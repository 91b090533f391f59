"""Pages with needs and offerings: shown, published, imported."""
