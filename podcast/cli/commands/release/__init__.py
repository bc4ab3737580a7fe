"""Commands for what comes before a publish: approvals, and previews for a few people."""
