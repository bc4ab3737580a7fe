"""Markers of audio editors, read as chapters; pure."""
