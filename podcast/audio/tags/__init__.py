"""Tags and chapters of audio files: ID3, MP4, Vorbis comments."""
