"""Access reviews and integrations: who and what has which right, kept or removed."""
