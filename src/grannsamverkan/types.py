"""Shapes of tuples that travel between rooms, named once."""

LonLat = tuple[float, float]
"""A position as longitude, latitude in degrees (CRS84)."""

Xy = tuple[float, float]
"""A position as easting, northing in metres in the register's metric CRS."""

Bbox = tuple[float, float, float, float]
"""West, south, east, north; degrees (CRS84) outside the register, metres inside it."""
