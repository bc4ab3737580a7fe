"""The commands that move a show in and out: back from its target, and into one file for the long term."""
