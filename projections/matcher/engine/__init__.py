"""The machinery of the matcher: standing lists, segments, kernels. `live` is its face."""
