"""Sheets: the forms of whole pages, which work without script; what they show, and what a sent one changes."""
