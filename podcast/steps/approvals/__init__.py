"""Approvals of episodes: what an approval covers, and which approvals are given or outdated."""
