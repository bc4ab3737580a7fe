"""Levels of a programme along its time: what the report says of speakers, dialogue, pauses and gains."""
