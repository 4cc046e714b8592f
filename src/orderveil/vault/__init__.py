"""2: a process of its own. Sealed orders, keys, search tags; the only opener and the only writer."""
