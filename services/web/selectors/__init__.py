"""Who may see which of these: one file a subject, asked by pages and the API alike."""
