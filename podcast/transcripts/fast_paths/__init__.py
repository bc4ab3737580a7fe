"""Fast ways for the transcripts that most files are; whatever is not plain goes the general way."""
