"""What a process asks of the machine that it runs on. Knows nothing of orders, and may be imported by any room."""
