"""The preview: a server on this machine, or for the phone beside it, that shows what a build would publish."""
