"""The transcript of an episode at the desk: its lines, edits of them, progress of the review, recognition."""
