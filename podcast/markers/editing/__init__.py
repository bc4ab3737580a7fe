"""Edits of files of markers: one marker changes, all other bytes stay, and the file keeps its form."""
