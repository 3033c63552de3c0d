"""Holding the log, or an export of it, against what was signed; and exporting it."""
