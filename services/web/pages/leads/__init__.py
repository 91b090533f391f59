"""Pages with consents and leads."""
