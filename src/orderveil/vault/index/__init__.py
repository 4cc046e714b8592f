"""The search index: keyed tags of sealed orders, themselves sealed, forgotten with the order."""
