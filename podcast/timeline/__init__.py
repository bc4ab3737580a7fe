"""Times of a recording in its master; pure."""
