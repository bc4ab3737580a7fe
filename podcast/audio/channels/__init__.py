"""Samples of any rate and any number of channels to one rate, in mono or stereo."""
