"""Mapping of the items of a feed: identity, slug, texts, files, and what is left over."""
