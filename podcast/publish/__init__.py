"""site/ to its target: a folder or S3-compatible object storage."""
