"""Chapters and soundbites at the desk: as they are written, where they are in the master, and their edits."""
