"""Mapping of a foreign feed: its channel becomes podcast.yaml, its items become folders of episodes."""
