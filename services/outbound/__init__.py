"""How messages go out: streams, webhooks, digests, the feed."""
