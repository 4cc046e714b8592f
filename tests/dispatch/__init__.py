"""What recurs: schedule and worker."""
