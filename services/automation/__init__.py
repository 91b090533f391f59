"""What happens by itself: reactions, expiry, and the runner that calls them."""
