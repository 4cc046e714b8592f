"""Searching tables by columns: what a column's values have in common is judged once, not cell by cell."""
