"""Command line and web page: the only layer that prints."""
