"""The archive's tables.

Two kinds of history, and no other: rows that are only ever appended (`AppendOnly`), and rows that hold from one moment
to another (`Interval`), of which only the end is ever set.
"""

from khabar.desk.archive.models.bookkeeping import Failure, Feed, Job, Release
from khabar.desk.archive.models.claims import ClaimIdentity, ClaimParty, ClaimRecord, Reading
from khabar.desk.archive.models.history import AppendOnly, Interval, IntervalQuerySet
from khabar.desk.archive.models.incidents import Decision, Incident, Match, Membership
from khabar.desk.archive.models.reports import Band, Family, Outlet, Report, ReportVersion

__all__ = [
    "AppendOnly",
    "Band",
    "ClaimIdentity",
    "ClaimParty",
    "ClaimRecord",
    "Decision",
    "Failure",
    "Family",
    "Feed",
    "Incident",
    "Interval",
    "IntervalQuerySet",
    "Job",
    "Match",
    "Membership",
    "Outlet",
    "Reading",
    "Release",
    "Report",
    "ReportVersion",
]
