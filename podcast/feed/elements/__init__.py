"""Elements of the feed: a table for the channel, one for the items, and the functions of their rows."""
