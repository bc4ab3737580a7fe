"""Jobs of the steps: values that any process can carry out, in which order they are started, and their progress."""
