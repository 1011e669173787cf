"""Files in and out: read safely, written atomically."""
