"""Files: their digests, and writing them whole or not at all."""
