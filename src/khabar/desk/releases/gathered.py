"""An incident with what people decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from khabar.desk.linking.incident import Incident


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided about an incident or one of its claims."""

    kind: str
    reason: str
    at: datetime
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """An incident with what people decided about it. `engines` are the readers whose claims it holds."""

    incident: Incident
    verdicts: tuple[Verdict, ...] = ()
    engines: tuple[str, ...] = ()

    @property
    def retracted(self) -> bool:
        return any(v.kind == "retracted" and not v.claim for v in self.verdicts)
