"""Watching over a published show, for timers."""
