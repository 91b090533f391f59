"""Pages with docking sessions."""
