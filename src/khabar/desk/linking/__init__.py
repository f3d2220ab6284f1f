"""Claims of many reports, joined into incidents. No Django here: the same code links in memory and in the archive."""

from khabar.desk.linking.link import Links, Match, incident_id, link, link_records
from khabar.desk.linking.rows import Row, row_of, rows_of

__all__ = ["Links", "Match", "Row", "incident_id", "link", "link_records", "row_of", "rows_of"]
