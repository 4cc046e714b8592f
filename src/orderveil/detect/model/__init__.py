"""A small model of names and addresses, learned from generated sentences, beside the rules."""
