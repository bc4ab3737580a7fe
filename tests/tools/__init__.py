"""Programs of the Makefile that write docs, the catalogue and golden files."""
