"""Whether a listed name stands for a place here: evidence from the words around it and from the whole report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from khabar.lexicon.gazetteer import Gazetteer
from khabar.tag.places.hit import Hit, Name
from khabar.tag.places.profile import Profile, profile
from khabar.tag.places.words import cues, frames, given_names, head, weights
from khabar.text.lookout import Lookout
from khabar.text.page import Page
from khabar.text.words import Token, bare, forms, spelled

_JOINTS = frozenset({"،", ",", "و", "/", "-", "او"})
_SEATED = frozenset("أإآ")
_OPENING = frozenset("\"'([#")


@cache
def _first_words() -> frozenset[str]:
    return frozenset(words[0] for words in cues())


def _cue_openings(word: str) -> list[str]:
    """Readings of a written word with which a cue may begin."""
    return [text for text, prefix in forms(word) if text in _first_words() and word[:prefix] in {"", "و", "ف", "ب"}]


_cueing = Lookout(_first_words)


def _weighed(cue_kind: str) -> str:
    """The evidence that a kind of cue is."""
    return "near" if cue_kind in {"between", "origin"} else cue_kind


_FOR_A_WORD = (
    *("dateline", "told_before", "glued_other", "glued_ka", "glued_short", "glued_fa", "person_before"),
    *("after_definite", "number_before", "quoted_alone", "other_hamza", "article_lost", "article_lost_glued"),
    *("article_gained", "article_gained_famous", "same_country", "other_country", "no_country"),
)


@cache
def _most_for_a_word() -> float:
    """More than all that can speak for a name by itself: no head, no direction, no list."""
    weight = weights()
    cue = max(weight[_weighed(kind)] for kind in cues().values())
    return 0.01 + max(0.0, cue) + sum(max(0.0, weight[evidence]) for evidence in _FOR_A_WORD)


class Judge:
    """Scores the hits of one page."""

    def __init__(self, page: Page, gazetteer: Gazetteer, hits: Sequence[Hit], countries: Counter[str]) -> None:
        self.tokens: Sequence[Token] = page.tokens
        self.page = page
        self.gazetteer = gazetteer
        self.hits = hits
        self.weights = weights()
        self.countries = countries
        self.starts = {s.first for s in page.sentences}
        self.cueing = frozenset(_cueing.among(page.tokens))

    def accept(self) -> list[Hit]:
        """The hits that are places, with cue and score set."""
        for hit in self.hits:
            name = hit.told
            hit.known = profile(self.gazetteer, name.key, name.refs) if name.refs else None
        self.hits = self._hopeful()
        for hit in self.hits:
            self._read_cue(hit)
            hit.score = self._alone(hit)
        self._count_countries()
        for hit in self.hits:
            hit.score = max(hit.score + self._country(hit), self._unlisted(hit))
        self._from_neighbours()
        self._from_repeats()
        return [hit for hit in self.hits if hit.score >= self.weights["threshold"]]

    def _hopeful(self) -> list[Hit]:
        """The hits without everyday words that nothing around them could make places: half of all hits."""
        least = self.weights["threshold"] - _most_for_a_word()
        return [
            hit
            for at, hit in enumerate(self.hits)
            if hit.known is None
            or hit.known.strength >= least
            or hit.head is not None
            or hit.directed
            or hit.countryside
            or not self._apart(at)
        ]

    def _apart(self, at: int) -> bool:
        """Whether a hit neither shares the fate of those beside it nor parts them."""
        hit = self.hits[at]
        before = self.hits[at - 1] if at else None
        after = self.hits[at + 1] if at + 1 < len(self.hits) else None
        if before is not None and self._coordinated(before, hit):
            return False
        if after is not None and (self._coordinated(hit, after) or self._contained(hit, after)):
            return False
        return before is None or after is None or after.phrase - before.last > 2

    # One hit by itself

    def _read_cue(self, hit: Hit) -> None:
        table = cues()
        at = hit.phrase
        while at > 0 and self.tokens[at - 1].word in _OPENING:
            at -= 1
        glued = hit.prefix.lstrip("وف")
        if glued and (glued[0],) in table:
            hit.cue, hit.cue_kind = glued[0], table[glued[0],]
        else:
            hit.cue, hit.cue_kind = self._words_before(at)

    def _words_before(self, at: int) -> tuple[str, str]:
        table = cues()
        for first in range(max(0, at - 3), at):
            for text in _cue_openings(self.tokens[first].word) if first in self.cueing else ():
                kind = table.get((text, *spelled(self.tokens, first + 1, at)))
                if kind is not None:
                    return self.page.text[self.tokens[first].start : self.tokens[at - 1].end], kind
        return "", ""

    def _alone(self, hit: Hit) -> float:
        found = hit.known
        score = self._introduced(hit)
        if hit.countryside and hit.anchor is None:
            return score
        if found is None:
            near = hit.head is not None and hit.head.unknown == "near"
            if score < self.weights["head"] or self._is_description(hit):
                return -9.0
            cue = self.weights[hit.cue_kind] if hit.cue_kind in {"locative", "near", "struck"} else 0.0
            return self.weights["unlisted_near"] + cue if near else score
        score += found.strength
        if found.common and hit.head is not None and hit.head.unknown and (hit.listed_with < 0 or hit.head.many):
            score += self.weights["common_after_head"]
        score += self._article(hit, found)
        score += self._before(hit, found)
        if self._quoted_alone(hit):
            score += self.weights["quoted_alone"]
        if hit.phrase in self.starts and hit.last < len(self.tokens) and self.tokens[hit.last].word in {"-", ":", "/"}:
            score += self.weights["dateline"]
        return score

    def _is_description(self, hit: Hit) -> bool:
        """An indefinite noun or verb after the word for a building or base: "ساحة تدريب", "سجن تصل"."""
        if hit.head is None or hit.head.kind not in {"landmark", "base"}:
            return False
        word = self.tokens[hit.name.first + hit.head.length if hit.head.keep else hit.name.first].word
        placed = hit.cue_kind in {"locative", "near", "toward", "struck", "between"}
        return not word.startswith("ال") and not placed

    def _unlisted(self, hit: Hit) -> float:
        """What a listed name is worth if the list is left aside: "قرية النصر" is a village wherever others are."""
        if hit.head is None or hit.head.unknown != "yes" or not hit.told.refs or hit.listed_with >= 0:
            return -9.0
        alone = self._introduced(hit)
        return alone if alone >= self.weights["head"] and not self._is_description(hit) else -9.0

    def _quoted_alone(self, hit: Hit) -> bool:
        """A newspaper, film or operation: «الشرق الأوسط»."""
        if hit.head is not None or hit.cue_kind not in {"", "weak"} or hit.phrase == 0 or hit.prefix:
            return False
        after = self.tokens[hit.last].word if hit.last < len(self.tokens) else ""
        return self.tokens[hit.phrase - 1].word == '"' == after

    def _introduced(self, hit: Hit) -> float:
        score = 0.0
        if hit.head is not None:
            loose = hit.head.kind in {"front", "road"} or hit.head.unknown == ""
            area = hit.kind == "area" and hit.anchor is not None
            score += self.weights["area" if area else "head_loose" if loose and hit.told.refs else "head"]
        elif hit.directed:
            score += self.weights["direction"]
        if hit.cue_kind:
            score += self.weights[_weighed(hit.cue_kind)]
        elif hit.prefix.lstrip("وف"):
            score += self.weights["glued_other"]
        return score

    def _article(self, hit: Hit, found: Profile) -> float:
        told = hit.told
        articled = self._articled(hit)
        if not articled and not found.without_article and self._is_bare(told):
            single = " " not in told.key
            hit.misspelt = True
            if found.famous and single and found.feature in {"country", "adm1", "region"}:
                return self.weights["article_gained_famous"]
            return self.weights["article_lost_glued" if told.prefix and single else "article_lost"]
        if articled and not found.with_article and found.without_article:
            return self.weights["article_gained_famous" if found.famous else "article_gained"]
        if found.word and self._slash_follows(hit):
            return self.weights["other_hamza"]
        letter = self.page.text[told.start]
        if letter in _SEATED and found.initials & _SEATED and letter not in found.initials:
            return self.weights["other_hamza"]
        return 0.0

    def _is_bare(self, name: Name) -> bool:
        text = self.tokens[name.first].word[len(name.prefix) :]
        return bare(text) == text

    def _articled(self, hit: Hit) -> bool:
        told = hit.told
        return self.tokens[told.first].word.startswith("ال", len(told.prefix)) or told.prefix.endswith("لل")

    def _slash_follows(self, hit: Hit) -> bool:
        """Half of a month's two names ("آب/أغسطس")."""
        return hit.last < len(self.tokens) and self.tokens[hit.last].word == "/"

    def _before(self, hit: Hit, found: Profile) -> float:
        """Names of persons and organisations, adjectives, counted nouns: no places."""
        if hit.prefix and hit.prefix.endswith("ك") and found.feature != "country":
            return self.weights["glued_ka"]
        if hit.told.prefix and len(hit.told.key) < 4 and not self._articled(hit) and found.feature != "country":
            return self.weights["glued_short"]
        if hit.prefix == "ف" and hit.head is None and " " not in hit.told.key and not self._articled(hit):
            return self.weights["glued_fa"] if found.feature != "country" else 0.0
        at = hit.phrase - 1
        if at < 0 or hit.head is not None or hit.cue_kind or hit.phrase in self.starts:
            return 0.0
        word = self.tokens[at].word
        if not self.tokens[at].is_word:
            return 0.0
        plain = word[1:] if word[0] in "وفلب" and word[1:] in given_names() else word
        glued = hit.prefix != ""
        kind = frames().get(word) or next((frames()[t] for t, p in forms(word) if p and t in frames()), "")
        if not glued and (plain in given_names() or kind == "person"):
            return self.weights["person_before"]
        if not glued and kind in {"organisation", "event", "institution"}:
            hit.in_name = kind != "institution" or self._adjective_follows(hit)
        firm = found.feature in {"country", "adm1", "region"} and not found.word
        if not firm and not glued and not hit.cue_kind and word.startswith("ال") and len(word) > 3:
            text = self.tokens[hit.told.first].word
            if text.startswith("ال") and head(word) is None:
                return self.weights["after_definite"]
        if word[0].isdigit() and not glued and not found.famous:
            return self.weights["number_before"]
        return 0.0

    def _adjective_follows(self, hit: Hit) -> bool:
        if hit.last >= len(self.tokens):
            return False
        word = self.tokens[hit.last].word
        return word.startswith("ال") and len(word) > 4

    # The report

    def _count_countries(self) -> None:
        for hit in self.hits:
            found = hit.known
            if found is not None and found.home and hit.score >= self.weights["threshold"]:
                self.countries[found.home] += 1

    def _country(self, hit: Hit) -> float:
        found = hit.known
        if found is None or (found.famous and not found.word):
            return 0.0
        if not self.countries:
            return self.weights["no_country"]
        if not found.countries.isdisjoint(self.countries):
            return self.weights["same_country"]
        return self.weights["other_country"]

    def _from_neighbours(self) -> None:
        threshold = self.weights["threshold"]
        for one, two in pairwise(self.hits):
            if self._coordinated(one, two) and max(one.score, two.score) >= threshold:
                weaker = one if one.score < two.score else two
                if weaker.score < threshold and (weaker is two or self._opens_list(one)):
                    weaker.score += self.weights["coordinated"]
                two.cue, two.cue_kind = two.cue or one.cue, two.cue_kind or one.cue_kind
            elif one.score < threshold <= two.score and self._contained(one, two):
                one.score += self.weights["contained"]

    def _opens_list(self, hit: Hit) -> bool:
        found = hit.known
        return bool(hit.cue_kind) or (found is not None and found.famous)

    def _coordinated(self, one: Hit, two: Hit) -> bool:
        gap = self.tokens[one.last : two.phrase]
        if len(gap) > 1 or (gap and gap[0].word not in _JOINTS):
            return False
        return two.prefix == "و" or (bool(gap) and not two.prefix)

    def _contained(self, one: Hit, two: Hit) -> bool:
        gap = [token.word for token in self.tokens[one.last : two.phrase]]
        if gap in (["في"], ["،"], ["،", "في"]):
            return two.kind in {"area", "admin"} or (two.head is not None and gap != ["،"])
        introduced = two.prefix == "ب" or two.directed
        return not gap and introduced and (two.kind in {"area", "admin"} or two.head is not None)

    def _from_repeats(self) -> None:
        threshold = self.weights["threshold"]
        told = [hit for hit in self.hits if hit.head or hit.cue_kind not in {"", "weak"}]
        sure = {bare_key(hit) for hit in told if hit.score >= threshold}
        for hit in self.hits:
            known = bare_key(hit) in sure and not hit.in_name and not hit.misspelt
            if known and hit.told.key and hit.score < threshold:
                hit.score += self.weights["told_before"]


def bare_key(hit: Hit) -> str:
    """What repeats of a name share."""
    return hit.told.key or bare(hit.name.key)
