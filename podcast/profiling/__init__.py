"""CPU time of a build by stage, in this process and its workers; nothing of it runs unless it is asked for."""
