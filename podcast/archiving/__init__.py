"""Archives of a show as BagIt files, and its restoration from the sources at its target."""
