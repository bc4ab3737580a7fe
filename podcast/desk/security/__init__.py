"""Who may read and write at the desk: first token, cookie, Host and Origin, CSRF token, password, policies."""
