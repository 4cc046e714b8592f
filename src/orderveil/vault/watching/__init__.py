"""Alerts at the vault: what the watch may read of the record, what it remembers, and what became of each alert."""
