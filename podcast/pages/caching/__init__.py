"""Rows of the last build's pages, and the choice of those that are rendered again."""
