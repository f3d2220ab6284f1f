"""Seeing: counts over time, what changed and how surely, a report's own trend held against the archive, a map."""
