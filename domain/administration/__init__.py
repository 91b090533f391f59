"""Who may use the system: users, access keys, permissions, and the parameters of the county."""
