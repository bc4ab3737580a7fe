"""Transcripts as JSON: one form for the Podcast Namespace, and those of programs and services."""
