"""Who is inside: which areas a point lies in or near. numpy and shapely, no I/O."""
