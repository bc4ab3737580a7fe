"""The move of an imported show: steps for the old host, the check from outside, statistics of the old host."""
