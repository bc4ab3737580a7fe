"""Approvals of an episode, as its folder has them."""
