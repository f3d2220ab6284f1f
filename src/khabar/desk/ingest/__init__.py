"""Into the archive: sources, identity, near-copies, storing, comparing, reading again."""
