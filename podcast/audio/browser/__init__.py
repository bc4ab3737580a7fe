"""Recordings for a browser: their peaks, to be drawn, and a copy of those whose format browsers do not play."""
