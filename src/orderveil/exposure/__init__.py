"""Exposure: which scams a hop, a file or a set of fields makes possible, before and now. Knows core and contracts."""
