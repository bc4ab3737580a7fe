"""Audio on another target than everything else, e.g. in object storage, with the pages on web space."""
