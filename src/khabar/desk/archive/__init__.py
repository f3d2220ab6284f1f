"""The archive: reports and their versions, claims, incidents, decisions, all with their history."""
