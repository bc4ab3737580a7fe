"""Removal of parts of a recording: cuts that are written down, and pauses that are too long."""
