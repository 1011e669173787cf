"""The API: the public register for programs, under /api/v1."""
