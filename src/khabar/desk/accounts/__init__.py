"""People of the desk."""
