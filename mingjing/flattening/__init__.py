"""压平: a file that strangers sent becomes pictures or bare text, in a process that can do nothing else."""
