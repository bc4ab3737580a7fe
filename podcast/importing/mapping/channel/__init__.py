"""Mapping of the channel of a feed to podcast.yaml, and the values of what a channel lacks."""
