"""Web space as a target: files on a server that is reached by SFTP, FTPS, WebDAV, or rsync over SSH."""
