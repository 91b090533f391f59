"""Pages with results, figures and reports."""
