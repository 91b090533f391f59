"""What people decide about proposals, and what the matcher was told: models, ranking, words."""
