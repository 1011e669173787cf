"""What an area, a period, a count and a bridge are: no web, no database, no clock, no settings."""
