"""Question sets, runs and metrics. Named for the user's layout; it shadows no builtin in use here."""
