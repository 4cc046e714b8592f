"""The gateway: over a real HTTP server and an in-memory vault, and its parts on their own."""
