"""The desk: a Django project that keeps reports, claims, incidents and decisions, and never overwrites them."""
