"""The proof of an import: the feed of the folder, compared with the one that it was imported from."""
