"""The sound of an episode at the desk: its recording and its master, their peaks, and the times of one in the other."""
