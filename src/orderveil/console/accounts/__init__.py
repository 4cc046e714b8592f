"""Accounts of people at the console: how they join, sign in, and keep a second factor."""
