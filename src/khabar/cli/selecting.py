"""Options that several verbs share: which incidents."""

from __future__ import annotations

from typing import Annotated

import typer

Since = Annotated[str | None, typer.Option(metavar="DATE", help="Incidents that end on this day or later.")]
Where = Annotated[str | None, typer.Option(metavar="PLACE", help="A place, governorate or country, by name or code.")]
Actor = Annotated[str | None, typer.Option(metavar="ACTOR", help="A party that takes part, by id or name.")]
Rule = Annotated[
    str, typer.Option(metavar="RULE", help="Which told number is shown: lowest, highest, latest, most_origins.")
]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="As the archive stood at the end of this day (UTC).")]
Delay = Annotated[
    int | None, typer.Option(metavar="DAYS", help="Hold back incidents of the last days; default: the policy's.")
]
