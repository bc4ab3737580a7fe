"""The files of the feeds: items from the cache, documents streamed to the disk, chapters as JSON."""
