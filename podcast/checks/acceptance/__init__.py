"""Hints that are meant so: what episodes accept by code."""
