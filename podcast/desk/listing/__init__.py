"""The overview of all episodes: rows with states and next steps, filters, the episode to go on with."""
