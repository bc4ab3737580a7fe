"""The preview: a local server, also for the local network, that shows the site as a build would publish it."""
