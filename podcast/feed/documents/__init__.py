"""Documents of a feed as bytes: items that are rendered once, joined one after the other."""
