"""SSH, by paramiko: connections, logging in, and files by SFTP."""
