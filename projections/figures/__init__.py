"""What the county publishes: the facts that count, and the figures made of them."""
