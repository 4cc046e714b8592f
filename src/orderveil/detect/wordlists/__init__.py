"""Words that the detector goes by: names, places, what leads to a number or a name, ordinary words. Tables only."""
