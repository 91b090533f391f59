"""Organizations: who they are, who may act for them, how they want to be told."""
