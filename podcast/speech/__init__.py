"""Speech recognition: from recordings to transcripts with times."""
