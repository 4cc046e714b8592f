"""People at the vault: who they are, their sessions and rights, what they look at and reveal."""
