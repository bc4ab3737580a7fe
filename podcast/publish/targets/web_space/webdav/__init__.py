"""Web space that is reached by WebDAV (RFC 4918): requests, listings, authentication, and the words for refusals."""
