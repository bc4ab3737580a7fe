"""Rules and hints on recordings: their cuts, their decoding, and those that are published as they are."""
