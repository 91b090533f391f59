"""The pages and the API, as somebody signed in meets them."""
