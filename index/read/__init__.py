"""Files → canonical text. One module a format."""
