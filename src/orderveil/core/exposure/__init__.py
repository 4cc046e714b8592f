"""Which scams the fields that somebody holds make possible: values in, values out, nothing guessed."""
