"""What the release view calls: what an episode lacks, its approvals, and previews for a few people."""
