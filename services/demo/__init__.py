"""The demo only: a synthetic county, its year, and the stories told with it."""
