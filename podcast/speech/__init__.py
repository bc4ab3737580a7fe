"""Recordings to words: what was said, and when."""
