"""Searching files for customer data: what they hold, where, and whether a hop may hold it."""
