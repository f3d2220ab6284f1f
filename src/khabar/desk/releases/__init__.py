"""What leaves the desk: exports in other people's formats, numbered releases, and what changed between two."""
