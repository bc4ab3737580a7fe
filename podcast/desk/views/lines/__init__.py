"""Edits of the lines of a transcript: single ones, replacements in all of them, speakers, the review."""
