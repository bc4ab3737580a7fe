"""Hints that follow from which files a folder has, by their names alone."""
