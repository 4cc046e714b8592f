"""One TOML file per hop: what it is owed, why, in which states, for how long, under which controls."""
