"""Show to pages: {path: bytes}."""
