"""Pure: the words of the field. Values in, values out; no clock, database, network, file or environment."""
