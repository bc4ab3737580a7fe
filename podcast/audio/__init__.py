"""Audio chain: from a recording to a mastered, tagged file."""
