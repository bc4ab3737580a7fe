"""Conflict copies of sync services at the desk: both versions, the choice, the copies that were put away."""
