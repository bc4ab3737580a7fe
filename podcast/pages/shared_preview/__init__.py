"""The page of a preview for a few people: one episode with sound, notes, chapters and transcript, and nothing else."""
