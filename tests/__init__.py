"""The tests of `podcast`; their folders are those of the package."""
