"""Files → canonical text. One module a format; `reader` chooses among them."""
