"""Reading of a feed as it is: any bytes, any encoding, broken XML, pages of older episodes, sloppy dates."""
