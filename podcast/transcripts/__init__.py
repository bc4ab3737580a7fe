"""Transcripts: read from what people's tools write, cleaned, written as what every player reads."""
