"""Exact match: keyed fingerprints of sealed orders, themselves sealed, gone with the order."""
