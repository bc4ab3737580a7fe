"""State of everything that a build reads and writes, so that a build with nothing new is known before it begins."""
