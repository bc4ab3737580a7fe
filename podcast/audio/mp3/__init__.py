"""MP3: encoding on all cores, patching, decoding, and the Info frame."""
