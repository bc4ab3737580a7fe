"""See docs/en/architecture.md."""
