"""Pages with proposals and what explains them."""
