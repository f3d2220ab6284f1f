"""How Arabic news names places: heads, lists, directions, countryside, roads; one pass over the words of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress

from khabar.lexicon.gazetteer import Gazetteer
from khabar.tag.places.hit import Hit, Name
from khabar.tag.places.mention import PlaceKind
from khabar.tag.places.names import Names
from khabar.tag.places.words import Head, direction, head, leads, name_parts
from khabar.text.lookout import Lookout
from khabar.text.words import Token, bare, forms

_COMMAS = frozenset("،,")
_KINDS: dict[str, PlaceKind] = {
    "settlement": "settlement",
    "area": "area",
    "admin": "admin",
    "country": "country",
    "landmark": "landmark",
    "camp": "camp",
    "airport": "landmark",
    "base": "landmark",
    "natural": "area",
    "road": "road",
    "front": "settlement",
}


_LISTED = frozenset({"natural", "camp", "landmark", "settlement"})  # heads that may stand inside a list


_leading = Lookout(leads)
"""Words that may begin the phrase around a name: by far most do not."""


class Grammar(Names):
    """Finds possible places among the words `[first, last)` of a page."""

    def __init__(self, tokens: Sequence[Token], gazetteer: Gazetteer, text: str) -> None:
        super().__init__(tokens, gazetteer, text)
        self.leads = frozenset(_leading.among(tokens))

    def hits(self, first: int, last: int) -> list[Hit]:
        """Possible mentions in order, none overlapping."""
        found: list[Hit] = []
        done = first
        for at in self._openings(first, last):
            hit = self._place(at, last) if at >= done else None
            if hit is None:
                continue
            found.append(hit)
            done = hit.last
            if hit.head is not None and hit.kind in {"settlement", "admin", "camp"}:
                rest = list(self._rest_of_list(hit, last, len(found) - 1))
                while rest and not hit.head.many and not rest[-1].told.refs:
                    rest.pop()
                for other in rest:
                    found.append(other)
                    done = other.last
        return found

    def _openings(self, first: int, last: int) -> list[int]:
        """Words with which a place may begin."""
        named = compress(range(first, last), self.starts[first:last])
        return sorted({*named, *_leading.among(self.tokens, first, last)})

    def _place(self, at: int, last: int) -> Hit | None:
        if at not in self.leads:
            only = self.name(at, last)
            return None if only is None else self._plain(only)
        word = self.tokens[at].word
        turn = direction(word)
        if turn is not None and turn[0].form == "noun" and (hit := self._directed(at, last)):
            return hit
        if word.endswith("الريف") and (hit := self._side(at, last)):
            return hit
        opened = head(word)
        if opened is not None and self._has_hamza(at, opened):
            opened = None
        if opened is not None and (hit := self._headed(at, last, *opened)):
            return hit
        name = self.name(at, last)
        if name is None or ((turn is not None or opened is not None) and name.last - name.first == 1):
            return None
        return self._plain(name)

    def _has_hamza(self, at: int, opened: tuple[Head, int]) -> bool:
        """A word that only folds to a head: "وأدى الانفجار" is no وادي, "ولائه" no ولاية."""
        token = self.tokens[at]
        raw = self.text[token.start + opened[1] : token.end]
        return any(letter in raw and letter not in opened[0].word for letter in "أئؤ")

    def _plain(self, name: Name) -> Hit:
        return Hit(name.first, name, "settlement", name.start, name.end, name.last, name.prefix)

    # Phrases

    def _directed(self, at: int, last: int) -> Hit | None:
        """Areas by direction: "شمال شرقي حلب", "وسط قطاع غزة"."""
        first, prefix = direction(self.tokens[at].word) or (None, 0)
        assert first is not None
        bearings = [first.bearing]
        step = at + 1
        while step < last and (turn := direction(self.tokens[step].word)) and turn[0].form == "noun":
            bearings.append(turn[0].bearing)
            step += 1
        if step >= last:
            return None
        opened = head(self.tokens[step].word)
        inner: Hit | None = None
        if opened is not None and not opened[1]:
            inner = self._headed(step, last, *opened)
        elif (name := self.name(step, last, glued=False)) is not None:
            inner = self._plain(name)
        if inner is None or inner.kind == "road" or not inner.told.refs:
            return None
        token = self.tokens[at]
        start = token.start + prefix
        whole = Name(at, inner.last, start, inner.end)
        named = whole if inner.countryside or self._keeps_direction(inner.told) else inner.name
        return Hit(
            at,
            named,
            "area",
            named.start,
            inner.end,
            inner.last,
            token.word[:prefix],
            anchor=inner.told,
            head=inner.head,
            head_start=start,
            bearing=mean_bearing(bearings),
            directed=True,
            countryside=inner.countryside,
        )

    def _keeps_direction(self, name: Name) -> bool:
        """A part of a country or region has a name ("شمال سيناء"); a side of a town is the town ("شرقي رفح")."""
        return any(entry.feature in {"country", "region"} for entry, _ in self.gazetteer.entries(name.refs))

    def _headed(self, at: int, last: int, opened: Head, prefix: int) -> Hit | None:
        step = at + 1
        if step >= last:
            return None
        following = self.tokens[step].word
        if bare(following) in opened.but_not:
            return None
        if at > 0 and not prefix and self.tokens[at - 1].word in opened.not_after:
            return None
        if opened.kind == "area":
            return self._area(at, last, opened, prefix)
        if opened.kind == "road":
            return self._road(at, last, opened, prefix)
        if opened.keep:
            return self._kept(at, last, opened, prefix)
        return self._dropped(at, last, opened, prefix)

    def _dropped(self, at: int, last: int, opened: Head, prefix: int) -> Hit | None:
        """The head is no part of the name: "قرية العزبة"."""
        token = self.tokens[at]
        step = at + 1
        if opened.many and name_parts().get(self.tokens[step].word) == "links" and step + 1 < last:
            step += 1
        if opened.word == "العاصمة" and step + 1 < last and self.is_relation(self.tokens[step].word):
            step += 1
        inner = head(self.tokens[step].word)
        if inner is not None and not inner[1]:
            nested = self._headed(step, last, *inner)
            if nested is not None:
                nested.phrase, nested.prefix = at, token.word[:prefix]
                if not inner[0].keep:
                    nested.head_start = token.start + prefix
                elif not nested.told.refs and inner[0].kind in {"natural", "settlement"}:
                    nested.head, nested.kind = opened, _KINDS[opened.kind]  # "قرية تل العسل" is a village
                return nested
        turn = direction(self.tokens[step].word)
        if turn is not None and not turn[1] and turn[0].form == "noun" and (hit := self._directed(step, last)):
            hit.phrase, hit.prefix = at, token.word[:prefix]
            return hit
        whole = self.name(at, last)
        if whole is not None and whole.last - at > 1 and self._own_area(whole):
            return self._plain(whole)
        name = self.inner(step, last, opened)
        if name is None:
            return None
        return Hit(
            at,
            name,
            _KINDS[opened.kind],
            name.start,
            name.end,
            name.last,
            token.word[:prefix],
            opened,
            token.start + prefix,
        )

    def _own_area(self, name: Name) -> bool:
        """Whether a generic word is part of the name all the same: "مدينة الصدر"."""
        return any(entry.id.startswith("area:") for entry, _ in self.gazetteer.entries(name.refs))

    def _kept(self, at: int, last: int, opened: Head, prefix: int) -> Hit | None:
        """The head belongs to the name: "مخيم الهول", "مطار حلب الدولي"."""
        token = self.tokens[at]
        start = token.start + prefix
        whole = self.name(at, last)
        anchor: Name | None = None
        if whole is None or whole.last - at < 2 or self.cut_short(whole, last):
            step = at + 1
            inner = head(self.tokens[step].word)
            if inner is not None and not inner[1] and not inner[0].keep and step + 1 < last:
                step += 1
            guess = self.inner(step, last, opened)
            if guess is None:
                return None
            anchor = guess if guess.refs else None
            quoted = self.tokens[guess.last - 1]
            whole = Name(at, guess.last, start, max(guess.end, quoted.end))
        end = self._epithets(whole.last, last, opened)
        if end > whole.last:
            whole = Name(at, end, start, self.tokens[end - 1].end, whole.prefix, whole.key, whole.refs)
        return Hit(
            at,
            whole,
            _KINDS[opened.kind],
            start,
            whole.end,
            whole.last,
            token.word[:prefix],
            opened,
            start,
            anchor,
        )

    def _epithets(self, at: int, last: int, opened: Head) -> int:
        """Where adjectives after an airport, base or field end: "الدولي", "العسكري"."""
        if opened.kind not in {"airport", "base", "landmark"}:
            return at
        while at < last and name_parts().get(self.tokens[at].word) == "epithet":
            at += 1
        return at

    def _area(self, at: int, last: int, opened: Head, prefix: int) -> Hit | None:
        """Countryside and other areas: "ريف حلب الشمالي", "بادية الميادين"."""
        token = self.tokens[at]
        start = token.start + prefix
        whole = self.name(at, last)
        if whole is not None and whole.last - at >= 2 and opened.word != "ريف":
            return Hit(at, whole, "area", start, whole.end, whole.last, token.word[:prefix], opened, start)
        step = at + 1
        inner = head(self.tokens[step].word)
        if inner is not None and not inner[1] and not inner[0].keep and step + 1 < last:
            step += 1
        anchor = self.name(step, last, glued=False)
        if anchor is None:
            return None
        end, bearings = anchor.last, []
        while end < last and (turn := direction(self.tokens[end].word)) and turn[0].form == "adjective":
            bearings.append(turn[0].bearing)
            end += 1
        span = Name(at, end, start, self.tokens[end - 1].end if bearings else anchor.end)
        return Hit(
            at,
            span,
            "area",
            start,
            span.end,
            end,
            token.word[:prefix],
            opened,
            start,
            anchor,
            mean_bearing(bearings) if bearings else None,
            bool(bearings),
            countryside=True,
        )

    def _side(self, at: int, last: int) -> Hit | None:
        """The countryside of what was named before or comes next: "في الريف الشرقي", "الريف الشرقي للباب"."""
        reading = next((form for form in forms(self.tokens[at].word) if form.text == "الريف"), None)
        end, bearings = at + 1, []
        while end < last and (turn := direction(self.tokens[end].word)) and turn[0].form == "adjective":
            bearings.append(turn[0].bearing)
            end += 1
        if reading is None or not bearings:
            return None
        token = self.tokens[at]
        start = token.start + reading.prefix
        name = Name(at, end, start, self.tokens[end - 1].end)
        return Hit(
            at,
            name,
            "area",
            start,
            name.end,
            end,
            token.word[: reading.prefix],
            None,
            start,
            bearing=mean_bearing(bearings),
            directed=True,
            countryside=True,
        )

    def _road(self, at: int, last: int, opened: Head, prefix: int) -> Hit | None:
        """The ends of a road; its middle stands for it: "طريق دمشق - حلب"."""
        token = self.tokens[at]
        start = token.start + prefix
        step = at + 1
        inner = head(self.tokens[step].word)
        if inner is not None and not inner[1] and not inner[0].keep and step + 1 < last:
            nested = self._dropped(step, last, *inner)
            one = nested.name if nested is not None else None
        else:
            one = self.name(step, last, glued=False)
        if one is None or self.tokens[step].word == "(":
            return None
        end, step = one, one.last
        if step < last and self.tokens[step].word in {"-", "/", "الي"}:
            step += 1
        if step < last and (two := self.name(step, last, glued=False)) is not None:
            end = two
        whole = Name(at, end.last, start, end.end)
        return Hit(
            at,
            whole,
            "road",
            start,
            end.end,
            end.last,
            token.word[:prefix],
            opened,
            start,
            one,
            listed_with=-1,
            far_end=end if end is not one else None,
        )

    def _rest_of_list(self, first: Hit, last: int, number: int) -> Iterator[Hit]:
        """Names after a plural head: "بلدتي البصيرة وهجين", "قرى الفطيرة، كنصفرة وبينين"."""
        assert first.head is not None
        at = first.last
        while at < last:
            step = at + 1 if self.tokens[at].word in _COMMAS or self.tokens[at].word == "و" else at
            comma = step > at
            if step >= last:
                return
            joined = self.tokens[step].word.startswith("و")
            if not comma and not joined:
                return
            opened = head(self.tokens[step].word)
            if opened is not None and opened[0].keep and opened[0].kind in _LISTED:
                inner = self._headed(step, last, *opened)
                if inner is None or inner.prefix not in {"", "و"}:
                    return
                inner.listed_with = number
                yield inner
                at = inner.last
                continue
            if opened is not None or direction(self.tokens[step].word):
                return
            name = self.name(step, last)
            if name is not None and (name.prefix not in {"", "و"} or self._is_function_word(name)):
                return
            if name is None or (not name.prefix and not comma):
                if not first.head.unknown:
                    return
                name = self.unknown(step, last, strip="و" if joined else "")
                if name is None or not self.ends_name(name.last, last):
                    return
            hit = self._plain(name)
            hit.kind, hit.head, hit.listed_with = first.kind, first.head, number
            hit.head_start = hit.start
            if first.head.keep:
                hit.anchor = name if name.refs else None
            yield hit
            at = hit.last


def mean_bearing(bearings: Sequence[float | None]) -> float | None:
    """The middle of one or two directions: north and east give 45; None where only the middle is meant."""
    told = [b for b in bearings if b is not None]
    if not told:
        return None
    one, two = told[0], told[-1]
    if abs(one - two) > 180:
        one, two = (one + 360, two) if one < two else (one, two + 360)
    return (one + two) / 2 % 360
