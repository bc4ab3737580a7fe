"""Where and how a show is published."""
