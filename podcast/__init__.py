"""Publish a podcast from a folder of files."""
