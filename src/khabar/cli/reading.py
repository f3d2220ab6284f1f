"""What the verbs that read reports share: the options, the reader, the run with its messages and progress bar."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import typer

from khabar.cli.messages import Notices
from khabar.cli.progress import with_bar
from khabar.errors import InputError
from khabar.model import Extraction, Report
from khabar.run.pool import Failure, Reads, Work, results
from khabar.sources import arrivals, parse_day

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """What a user asked to be read, checked."""

    paths: tuple[str, ...]
    given: dict[str, Any]
    gazetteers: tuple[str, ...]
    workers: int | None
    notices: Notices = field(default_factory=Notices)

    @classmethod
    def checked(
        cls,
        paths: list[str],
        published: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
        gazetteers: list[str] | None = None,
        workers: int | None = None,
    ) -> Options:
        """Raises typer.BadParameter (exit code 2) for a date that is none or a gazetteer file that is not there."""
        given = {"published": _day(published), "outlet": outlet, "url": url}
        for name in gazetteers or ():
            if not Path(name).is_file():
                raise typer.BadParameter(f"no such file: {name}", param_hint="--gazetteer")
        return cls(tuple(paths), {k: v for k, v in given.items() if v is not None}, tuple(gazetteers or ()), workers)


def _day(value: str | None) -> Any:
    try:
        return None if value is None else parse_day(value)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--published") from None


def make_reader(gazetteers: tuple[str, ...] = ()) -> Reads:
    """The reader with the installed places and those of `gazetteers`."""
    from khabar.pipeline import Reader, default_reader

    if not gazetteers:
        return default_reader()
    return Reader(gazetteers)


def read_all(options: Options, finish: Callable[[Extraction], T]) -> Generator[T, None, None]:
    """What `finish` makes of every report that could be read, in order; the others are told on standard error."""
    work = Work(partial(make_reader, options.gazetteers), finish)
    outcomes = results(_incoming(options), work, workers=options.workers)
    for outcome in with_bar(outcomes, options.paths):
        if isinstance(outcome, Failure):
            options.notices.error(str(outcome.error))
        else:
            yield outcome
    options.notices.sum_up()


def _incoming(options: Options) -> Iterator[Report | InputError]:
    """The reports, their own findings (another language, an unreadable date) told with file and line."""
    for item, path, line in arrivals(options.paths, **options.given):
        if isinstance(item, Report):
            for finding in item.findings:
                message = str(InputError(finding.message, path=path, line=line))
                (options.notices.error if finding.code == "language.other" else options.notices.warning)(message)
        yield item
