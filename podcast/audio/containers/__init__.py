"""Files of recordings: opened with FFmpeg by their content, checked for completeness, or refused for what they are."""
