"""Data files that are no tables: settings, the schema of the output, the demonstration sample."""
