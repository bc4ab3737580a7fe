"""What several tests share: shows, sounds, servers, targets, and the program as a process."""
