"""The key store: one key per order and class, wrapped by buckets, those by a root; destroyed for good."""
