"""Taken up in steps: modes, backfill, reconciliation."""
