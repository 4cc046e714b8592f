"""Inventory counts goods and is owed nothing of a buyer: a door that refuses, a view of codes and counts."""
