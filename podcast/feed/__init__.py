"""Show and audio to the bytes of feed.xml and chapters.json; pure."""
