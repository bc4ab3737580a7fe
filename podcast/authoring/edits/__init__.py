"""Edits of the show's files that a form or a command makes: typed values, removals, lists, renames, and their lock."""
