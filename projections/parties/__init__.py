"""Who is registered, under which names."""
