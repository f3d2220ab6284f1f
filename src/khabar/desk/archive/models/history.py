"""The two kinds of history: rows that are only appended, and rows that hold for an interval."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from khabar.errors import ArchiveError

_M = TypeVar("_M", bound=models.Model, covariant=True)


class IntervalQuerySet(models.QuerySet[_M]):
    """Rows by the time at which they hold."""

    def current(self) -> Self:
        """Rows that hold now."""
        return self.filter(valid_to__isnull=True)

    def as_of(self, moment: datetime | None) -> Self:
        """Rows that held at `moment` (aware); None means now."""
        if moment is None:
            return self.current()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=moment), valid_from__lte=moment)

    def close(self, moment: datetime | None = None) -> int:
        """End the current ones among these rows; returns how many. The only change such a row ever sees."""
        return self.current().update(valid_to=moment or timezone.now())


class Interval(models.Model):
    """A row that holds in `[valid_from, valid_to)`; `valid_to` is empty while it holds."""

    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class AppendOnlyQuerySet(models.QuerySet[_M]):
    """Rows that can be added and read, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused: append a new row instead."""
        raise ArchiveError(f"{self.model.__name__} rows are never changed: append a new one")

    def delete(self) -> NoReturn:
        """Refused: history is kept."""
        raise ArchiveError(f"{self.model.__name__} rows are never deleted")


class AppendOnly(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; raises ArchiveError for one that was stored before."""
        if not self._state.adding:
            raise ArchiveError(f"{type(self).__name__} {self.pk} is never changed: append a new one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: history is kept."""
        raise ArchiveError(f"{type(self).__name__} rows are never deleted")
