"""The HTTP API, `/api/v1`: what the pages show and do, for programs."""
