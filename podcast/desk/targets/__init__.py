"""The form of where a show is published, and the check of its connection."""
