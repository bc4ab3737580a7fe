"""Feeds: from a show and its audio to the bytes of feed.xml, feed.json and chapters.json; pure functions."""
