"""Files on a server that is reached by FTP, over TLS or without."""
