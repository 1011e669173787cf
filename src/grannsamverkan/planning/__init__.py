"""Where to found the next areas, and whether the promise will be kept: numpy and scipy, no I/O, no clock."""
