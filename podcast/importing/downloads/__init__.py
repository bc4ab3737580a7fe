"""Downloads of an import: resumable, checked, and never to a private address unless that is allowed."""
