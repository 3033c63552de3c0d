"""Verbs of rectification: orders, the enterprise's answers, verification."""
