"""Look-alikes of the systems around the relay, for trying it: invented orders in true wire formats."""
