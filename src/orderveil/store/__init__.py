"""SQLite and PostgreSQL behind one narrow door, for the rooms that keep things."""
