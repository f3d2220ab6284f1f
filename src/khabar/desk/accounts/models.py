"""The user of the desk."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who reviews. A model of our own from the first migration on, so that it can grow."""
