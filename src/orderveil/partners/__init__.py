"""Companies that receive data, and the keys they hold."""
