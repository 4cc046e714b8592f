"""The web console: people sign in, work with masked orders, reveal one field, and see who looked."""
