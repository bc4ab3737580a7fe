"""Recording to mastered, tagged file."""
