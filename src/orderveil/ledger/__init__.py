"""4: the tamper-evident record: entries, checkpoints, proofs."""
