"""Publish, undo and their plans, each in a process of its own: it survives the request and the window that asked."""
