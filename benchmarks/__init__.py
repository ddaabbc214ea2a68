"""What is claimed about speed and about attacks, runnable."""
