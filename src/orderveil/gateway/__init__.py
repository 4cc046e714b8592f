"""The machine-facing HTTP service."""
