"""The archive app."""

from __future__ import annotations

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Reports, claims, incidents and what people decided about them."""

    name = "khabar.desk.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"
