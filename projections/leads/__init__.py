"""Consents, leads, what goes out to receivers, and what they see before."""
