"""Stores for the tests of publishing: in memory, a real S3 server, a faulty connection, a misconfigured web server."""
