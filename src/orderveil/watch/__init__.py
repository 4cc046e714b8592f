"""Watching the record: what people reveal and what is exported, against plain rules and their own custom."""
