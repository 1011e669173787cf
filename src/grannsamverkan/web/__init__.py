"""The web door: pages and API, read from the public snapshot alone."""
