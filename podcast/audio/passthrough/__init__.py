"""Recordings that are published as they are: their formats, their measurement, their copy, their tags on request."""
