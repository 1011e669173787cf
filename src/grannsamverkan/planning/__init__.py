"""Where to found the next areas, and whether a promise will be met: arrays in, frozen results out."""
