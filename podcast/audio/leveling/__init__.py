"""Leveler: brings every voice of a recording to one loudness, and leaves music and other sounds as they are."""
