"""Edits of transcripts as splices of the original file: what an edit does not touch stays byte for byte."""
