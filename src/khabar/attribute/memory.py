"""The sources met so far in a page: what "المصدر ذاته", a surname or "وأضاف" point back to."""

from __future__ import annotations

from collections.abc import Iterable

from khabar.attribute.mention import PRESS, SourceMention, listed
from khabar.text import bare


class Memory:
    """Sources in the order they were named, and the chain whose account is running.

    `press`: ids of the reporting outlet, which is no link of any chain.
    """

    def __init__(self, press: frozenset[str] = frozenset()) -> None:
        self.press = press
        self.mentions: list[SourceMention] = []
        self.running: tuple[SourceMention, ...] = ()

    def keep(self, chain: tuple[SourceMention, ...]) -> None:
        """Another account begins."""
        self.mentions.extend(chain)
        self.running = chain

    def chain(self, told: Iterable[SourceMention]) -> tuple[SourceMention, ...]:
        """The sources told, back-references resolved, the outlet's own voice left out, outermost first."""
        return ordered(m for m in map(self.resolve, told) if not self._own_voice(m))

    def _own_voice(self, found: SourceMention) -> bool:
        return found.kind in ("correspondent", "hearsay") or (found.id is not None and found.id in self.press)

    def resolve(self, found: SourceMention) -> SourceMention:
        """The source that a back-reference means, else `found` itself."""
        told = tuple(w for w in found.words if w not in listed("selves"))
        if found.head and found.words[0].startswith("ال") and len(told) <= 2:
            return self._same_head(found, told)
        if found.kind == "person" and found.known and 2 <= len(told) <= 4:
            return self._last(
                found, (m for m in self.mentions if set(told[1:]) <= set(m.words) and len(m.words) > len(told))
            )
        if not found.known and len(told) <= 2:
            named = set(map(bare, told))
            return self._last(found, (m for m in self.mentions if named <= set(map(bare, m.words))))
        return found

    @staticmethod
    def _last(found: SourceMention, again: Iterable[SourceMention]) -> SourceMention:
        return next(iter(reversed(list(again))), found)

    def _same_head(self, found: SourceMention, told: tuple[str, ...]) -> SourceMention:
        rest = {bare(w) for w in told[1:]}
        again = [
            m
            for m in self.mentions
            if m.head == found.head and len(m.words) > len(told) and rest <= {bare(w) for w in m.words}
        ]
        if not again and found.words[0] in listed("issued") and not rest:
            return self.running[-1] if self.running else found
        if not again and not rest:
            again = [m for m in self.mentions if len(m.words) > 1 and m.words[0] == bare(found.words[0])]
        if not again and not rest and found.kind in ("anonymous", "official"):
            again = [m for m in self.mentions if m.kind in ("anonymous", "official")]
        return self._last(found, again)


def ordered(chain: Iterable[SourceMention]) -> tuple[SourceMention, ...]:
    """Outlets before those they quote, each source once."""
    kept: list[SourceMention] = []
    for one in chain:
        if all((one.id or one.text) != (k.id or k.text) for k in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda m: m.kind not in PRESS))
