"""Who is inside: the point index and the answer to "is this place covered?"."""
