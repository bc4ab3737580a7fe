"""The program as a whole: commands as a group, help, completion, progress bars, where it runs, and how it fails."""
