"""Branch of a git repository as a target: one commit for each publish, made public by one update of the branch."""
