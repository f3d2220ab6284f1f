"""Names that come out alike in every run, on every machine: those of reports and of claims."""

from __future__ import annotations

from hashlib import blake2b

from khabar.text.fold import key


def _digest(*parts: str) -> str:
    digest = blake2b(digest_size=8)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\x1f")
    return digest.hexdigest()


def report_id(text: str) -> str:
    """The id of a report that came without one: a hash of its text."""
    return f"r{_digest(text)}"


def claim_id(text: str, type_: str, trigger: tuple[int, int], place: str = "", sources: tuple[str, ...] = ()) -> str:
    """The id of a claim: what is told, where, by whom, at which characters of which text.

    `trigger` is the span of the word that tells of the event, `place` its name as written, `sources` the chain
    as written. It depends on nothing else: neither on the gazetteer, nor on other claims of the report.
    """
    return f"c{_digest(text, type_, f'{trigger[0]}-{trigger[1]}', key(place), *map(key, sources))}"
