"""A register of neighbourhood-watch areas over time, on the map."""
