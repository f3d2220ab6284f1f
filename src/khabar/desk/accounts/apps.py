"""The accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users and their roles."""

    name = "khabar.desk.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
