"""Web space by the system's rsync and ssh."""
