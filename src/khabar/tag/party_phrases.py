"""Noun phrases around parties: "3 عناصر من قوات النظام", "نقطة عسكرية لقواتنا", "الطائرات الحربية الروسية".

A phrase is a head with what follows it: adjectives, a nationality, the second term of a construct, an owner joined
by "من", "ل" or a word of belonging ("التابعة لـ"). Rules of agreement are not checked: news breaks them.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from khabar.lexicon import Match, load
from khabar.lexicon.parties import readings
from khabar.tag.party_words import PartyWord, Words, find_words
from khabar.text.fold import key
from khabar.text.page import Page, Sentence

_QUOTES = frozenset("\"'")
_MAX_STEPS = 8
_MAX_DEPTH = 4
_MAX_NAMES = 4
_RELATIVE = ("ي", "يه")  # ending of adjectives of relation
_NAMES = ["party", "generic"]
_FINAL = "ى"
_SHORT = 3  # letters of a preposition or particle


class PartyPhrase(NamedTuple):
    """Words `[first, last)`, characters `[start, end)`; `head` and `owner` tell whose members, weapons or premises."""

    first: int
    last: int
    start: int
    end: int
    head: PartyWord
    head_start: int
    head_end: int
    owner: PartyPhrase | None = None
    nation: str = ""
    unknown: bool = False
    counted: bool = False
    loyal: bool = False
    modified: bool = False
    trait: str = ""
    named: bool = False


class _Settings(NamedTuple):
    """The rules of the table `actor_words`, folded."""

    owners: dict[str, list[str]]
    joins: dict[str, list[str]]
    heads: list[str]
    absolute: frozenset[str]
    adjectives: frozenset[str]
    joiners: frozenset[str]
    lone: frozenset[str]
    loyal_heads: frozenset[str]
    before_nationals: frozenset[str]
    before_places: frozenset[str]
    verbal: frozenset[str]
    named_plainly: frozenset[str]
    named_in_quotes: frozenset[str]
    approximate: frozenset[str]


@cache
def _settings() -> _Settings:
    about: dict[str, Any] = load("actor_words").about
    joins = {name: [key(word) for word in words] for name, words in about["joins"].items()}
    kinds = about["kinds"]
    lists = (frozenset(map(key, kinds[name])) for name in _Settings._fields[3:])
    return _Settings(about["owners"], joins, kinds["heads"], *lists)


@cache
def place_names() -> frozenset[str]:
    """Folded names of countries and of towns that stand for one."""
    rows = load("nationalities").rows
    return frozenset(key(name) for row in rows for name in (*row["names"], *row["cues"]))


class PhraseReader:
    """Reads the phrases of one sentence of a page, left to right."""

    def __init__(self, page: Page, sentence: Sentence) -> None:
        self.text, self.tokens = page.text, page.tokens
        self.first, self.last = sentence.first, sentence.last
        self.words = find_words(page.tokens, sentence.first, sentence.last)
        self.rules = _settings()
        self.owners, self.joins, self.heads = self.rules.owners, self.rules.joins, self.rules.heads

    def phrases(self) -> list[PartyPhrase]:
        """All phrases of the sentence, none inside another."""
        found: list[PartyPhrase] = []
        at = self.first
        while at < self.last:
            match = self.words.get(at)
            if match and match.value[0].cls == "blocked":
                at = match.last
                continue
            phrase = self.read(at) if match or self.tokens[at].word[0].isdigit() else None
            if phrase is None:
                at += 1
                continue
            found.append(phrase)
            found.extend(self._other_nations(phrase))
            at = max(found[-1].last, at + 1)
        return found

    def word(self, at: int, classes: list[str]) -> tuple[Match[Words], PartyWord] | None:
        """The phrase at a word in its first reading of one of `classes`."""
        match = self.words.get(at)
        if match is not None:
            for word in match.value:
                if word.cls in classes:
                    return match, word
        return None

    def read(self, at: int, depth: int = 0) -> PartyPhrase | None:
        """The phrase that begins at a word, with its count."""
        head_at = self._after_count(at)
        phrase = self._headed(head_at, depth, counted=head_at > at)
        if phrase is None and head_at > at:
            return self._headed(at, depth, counted=False)
        if phrase is not None and head_at > at:
            match = self.words.get(at)
            start = match.start if match else self.tokens[at].start
            phrase = phrase._replace(first=at, start=start, counted=True)
        return phrase

    def _after_count(self, at: int) -> int:
        for _ in range(3):
            found = self.word(at, ["quantity"])
            if found:
                if found[1].lemma in self.rules.approximate and not self._is_number(found[0].last):
                    break
                at = found[0].last
            elif at < self.last and self.tokens[at].word[0].isdigit():
                at += 1
            else:
                break
            if at < self.last and self.tokens[at].word in self.joins["from_words"]:
                at += 1
        return at

    def _is_number(self, at: int) -> bool:
        return at < self.last and (self.tokens[at].word[0].isdigit() or self.word(at, ["quantity"]) is not None)

    def _headed(self, at: int, depth: int, counted: bool) -> PartyPhrase | None:
        at = self._past_quote(at)
        found = self.word(at, self.heads) or self.word(at, ["country", "nation", "name"])
        if found is None or depth > _MAX_DEPTH:
            return None
        match, head = found
        if head.cls == "party":
            head = self._common_noun(match) or self._given_name(match) or head
        if head.cls == "name":
            return self._person(match, head)
        if self._describes(at, match, head) or self._modifies(at, match, head):
            return None
        if head.cls == "nation" and not self._stands_alone(at, match, head, counted):
            return None
        phrase = PartyPhrase(match.first, match.last, match.start, match.end, head, match.start, match.end)
        if head.cls in ("country", "nation"):
            return phrase._replace(nation=head.party)
        return self._as_people(self._extended(phrase, depth), match, counted)

    def _as_people(self, phrase: PartyPhrase, match: Match[Words], counted: bool) -> PartyPhrase:
        """ "4 رجال" are people where nobody's "رجال" are told."""
        if phrase.head.cls != "force" or not counted or phrase.last > match.last:
            return phrase
        people = next((word for word in match.value if word.cls == "civil"), None)
        return phrase._replace(head=people) if people else phrase

    def _describes(self, at: int, match: Match[Words], head: PartyWord) -> bool:
        """Is the word an adjective of a definite noun before it ("المكتب الإعلامي")? No person's name follows then."""
        if at == self.first or head.cls not in ("civil", "member", "instrument") or not head.definite:
            return False
        if head.number != "one" or not head.lemma.endswith(_RELATIVE) or self.word(match.last, ["name"]):
            return False
        return self.tokens[at - 1].word.startswith("ال")

    def _modifies(self, at: int, match: Match[Words], head: PartyWord) -> bool:
        """Is the word an indefinite adjective of a noun that no table knows ("تحالف عسكري", "قصف صاروخي")?"""
        if self.tokens[at].word[len(match.prefix) :] not in self.rules.adjectives:
            return False
        if match.prefix:  # "قصف مدفعي وصاروخي"
            return at > self.first and self.tokens[at - 1].word in self.rules.adjectives
        return not self._after_plain(at)

    def _common_noun(self, match: Match[Words]) -> PartyWord | None:
        """The noun that a party's name also is, where an adjective follows: "القاعدة العسكرية"."""
        noun = next((word for word in match.value if word.cls == "premise"), None)
        described = self.words.get(match.last)
        if noun is None or described is None or described.prefix:
            return None
        return noun if any(word.cls in ("modifier", "nation") for word in described.value) else None

    def _given_name(self, match: Match[Words]) -> PartyWord | None:
        """The given name that a party's name also is, where more names stand beside it: "صالح الأحمد"."""
        name = next((word for word in match.value if word.cls == "name"), None)
        if name is None or match.last >= self.last:
            return None
        beside = self.word(match.last, ["name"]) or (match.first > self.first and self.word(match.first - 1, ["name"]))
        return name if beside or self.tokens[match.last].word.startswith("ال") else None

    def _stands_alone(self, at: int, match: Match[Words], head: PartyWord, counted: bool) -> bool:
        """Is a nationality a noun here ("مقتل فلسطيني", "الأتراك") or told of an attack ("غارات روسية")?"""
        before = self.word(at - 1, ["act"]) if at > self.first else None
        if before is not None and not match.prefix:
            return True
        if head.number != "one" or counted:
            return True
        if head.lemma.endswith("ه"):
            return False
        return self._after_particle(at) if head.definite and not match.prefix else self._after_plain(at)

    def _after_particle(self, at: int) -> bool:
        """Does a definite nationality follow a preposition or particle ("على الفلسطيني"), so that it is a noun?"""
        before = self.tokens[at - 1].word if at > self.first else ""
        if not before.isalpha() or before in self.rules.joiners:
            return False
        return len(before) <= _SHORT and not before.startswith("ال")

    def _after_plain(self, at: int) -> bool:
        """Does an indefinite adjective follow no noun that it could describe (a definite one, or a preposition)?"""
        if at == self.first:
            return True
        before = self.tokens[at - 1].word
        if len(before) <= _SHORT or before.startswith("ال"):
            return True
        return before in self.rules.before_nationals or before[1:] in self.rules.before_nationals

    def _past_quote(self, at: int) -> int:
        return at + 1 if at < self.last and self.tokens[at].word in _QUOTES else at

    def _extended(self, phrase: PartyPhrase, depth: int) -> PartyPhrase:
        for _ in range(_MAX_STEPS):
            longer = self._step(phrase, depth)
            if longer is None:
                break
            phrase = longer
            if phrase.owner is not None:
                break
        return self._short_name(self._closed(phrase))

    def _step(self, phrase: PartyPhrase, depth: int) -> PartyPhrase | None:
        """The phrase with one more adjective, nationality, owner or name; None if nothing more belongs to it."""
        at = self._past_quote(phrase.last)
        if at >= self.last:
            return None
        match = self.words.get(at)
        head = phrase.head
        if head.state in ("possessed", "ours") and head.cls != "act":
            return None
        if match is None:
            return self._joined(phrase, at, depth) or self._unknown_name(phrase, at)
        if at > phrase.last and head.lemma in self.rules.named_in_quotes and self.word(at, _NAMES) is None:
            return self._unknown_name(phrase, at)  # 'جماعة "جنود الشام"'
        return (
            self._adjective(phrase, match)
            or self._linked(phrase, match, depth)
            or self._owned(phrase, match, depth)
            or self._person_of(phrase, match)
        )

    def _adjective(self, phrase: PartyPhrase, match: Match[Words]) -> PartyPhrase | None:
        if match.prefix:
            return None
        by_class = {word.cls: word for word in match.value}
        longer = phrase._replace(last=match.last, end=match.end)
        if nation := by_class.get("nation"):
            return None if phrase.nation else longer._replace(nation=nation.party)
        if "unknownness" in by_class:
            return longer._replace(unknown=True)
        modifier = by_class.get("modifier")
        if modifier is None or (modifier.number != "one" and phrase.head.cls in self.rules.lone):
            return None
        return longer._replace(modified=True, trait=phrase.trait or modifier.party)

    def _linked(self, phrase: PartyPhrase, match: Match[Words], depth: int) -> PartyPhrase | None:
        link = next((word for word in match.value if word.cls in ("link", "loyalty")), None)
        if link is None or match.prefix or phrase.head.cls == "party":
            return None
        loyal = link.cls == "loyalty"
        if loyal and phrase.head.cls == "generic" and phrase.head.lemma not in self.rules.loyal_heads:
            return None
        at = match.last
        if at < self.last and self.tokens[at].word in self.joins["link_words"]:
            at += 1
        owner = self.read(at, depth + 1)
        if owner is None:
            return None
        return phrase._replace(last=owner.last, end=owner.end, owner=owner, loyal=loyal)

    def _owned(self, phrase: PartyPhrase, match: Match[Words], depth: int) -> PartyPhrase | None:
        """Owner as second term of a construct, or after "ل"."""
        cls = phrase.head.cls
        if match.prefix:
            allowed = match.prefix in self.joins["to_words"] and cls in self.joins["to"]
        else:
            allowed = cls in self.owners and not phrase.nation
            allowed = allowed and (not (phrase.head.definite or phrase.modified) or self._is_epithet(match))
        owners = self.owners.get(cls, []) if match.prefix or not self._is_absolute(phrase) else _NAMES
        if not allowed or self.word(match.first, owners) is None:
            return None
        owner = self._headed(match.first, depth + 1, counted=False)
        if owner is None or owner.head.cls not in owners:
            return None
        return phrase._replace(last=owner.last, end=owner.end, owner=owner)

    def _is_absolute(self, phrase: PartyPhrase) -> bool:
        """Does the head keep the "ن" of its plural or dual ("خطف ملثمون ممرضة"), so that no noun is its second term?"""
        word = self.tokens[phrase.last - 1].word
        return phrase.head.number != "one" and phrase.head.state == "absolute" and word[-2:] in self.rules.absolute

    def _is_epithet(self, match: Match[Words]) -> bool:
        """A party's name used as adjective of a definite noun: "المقاتلين الحوثيين"."""
        return match.last - match.first == 1 and any(_means_one(w) for w in match.value)

    def _joined(self, phrase: PartyPhrase, at: int, depth: int) -> PartyPhrase | None:
        """Owner after "من": "عناصر من الشرطة"."""
        word = self.tokens[at].word
        side = next((side for side in ("from", "to", "in") if word in self.joins[side + "_words"]), "")
        if not side or phrase.head.cls not in self.joins[side]:
            return None
        found = self.word(
            self._past_quote(at + 1), ["party", "generic", *([] if side == "in" else ["member", "force"])]
        )
        if found is None or found[0].prefix:
            return None
        if side == "in" and any(w.cls == "country" or w.lemma in place_names() for w in found[0].value):
            return None
        owner = self._headed(at + 1, depth + 1, counted=False)
        return phrase._replace(last=owner.last, end=owner.end, owner=owner) if owner else None

    def _unknown_name(self, phrase: PartyPhrase, at: int) -> PartyPhrase | None:
        """The name of a group that no table knows: "لواء الأقصى", 'حركة "التغيير"'."""
        head, tokens = phrase.head, self.tokens
        if head.cls not in ("force", "generic") or head.definite or phrase.modified or phrase.nation or phrase.named:
            return None
        if at > phrase.last and head.lemma in self.rules.named_in_quotes:
            stop = min(self.last, at + _MAX_NAMES + 1)
            close = next((i for i in range(at, stop) if tokens[i].word in _QUOTES), None)
            return phrase._replace(last=close + 1, end=tokens[close].end, named=True) if close else None
        if at == phrase.last and head.lemma in self.rules.named_plainly and tokens[at].word.startswith("ال"):
            return phrase._replace(last=at + 1, end=tokens[at].end, named=True)
        return None

    def _person_of(self, phrase: PartyPhrase, match: Match[Words]) -> PartyPhrase | None:
        """The name after a person's role: "الشاب عبد الرحمن سالم"."""
        if phrase.head.cls not in ("civil", "member") or match.prefix or phrase.named:
            return None
        name = next((word for word in match.value if word.cls == "name"), None)
        last = self._names_end(match.first) if name else match.first
        if name is None or (not name.definite and last - match.first < 2):
            return None
        return phrase._replace(last=last, end=self.tokens[last - 1].end, named=True)

    def _names_end(self, at: int) -> int:
        """End of a personal name that begins at a word."""
        first = self.word(at, ["name"])
        sure = first is not None and first[1].definite
        stop = min(self.last, at + _MAX_NAMES)
        at += 1
        while at < stop:
            token = self.tokens[at]
            match = self.words.get(at)
            named = match is not None and not match.prefix and any(w.cls == "name" for w in match.value)
            if not named and not (match is None and self._is_surname(token.word, sure)):
                break
            at += 1
        return at

    def _is_surname(self, word: str, sure: bool) -> bool:
        """Has an unknown word the look of a surname ("الشطي", after a `sure` name "عشماوي", but not "يعاني")?"""
        if len(word) <= _SHORT + 1 or word.startswith("ال"):
            return len(word) > _SHORT + 1
        return (
            sure
            and word.endswith(_RELATIVE[0])
            and word[0] not in self.rules.verbal
            and word not in self.rules.before_places
        )

    def _person(self, match: Match[Words], head: PartyWord) -> PartyPhrase | None:
        last = self._names_end(match.first)
        if match.prefix not in ("", "و") or last - match.first < 2:
            return None
        if not head.definite and (self.text[match.end - 1] in _FINAL or self.word(match.first + 1, ["name"]) is None):
            return None  # "على هشام" is no name: the preposition ends in another letter
        end = self.tokens[last - 1].end
        return PartyPhrase(match.first, last, match.start, end, head, match.start, match.end, named=True)

    def _closed(self, phrase: PartyPhrase) -> PartyPhrase:
        """A quote opened in the phrase is closed in it."""
        at = phrase.last
        opened = sum(self.tokens[i].word in _QUOTES for i in range(phrase.first, phrase.last))
        if opened % 2 and at < self.last and self.tokens[at].word in _QUOTES:
            return phrase._replace(last=at + 1, end=self.tokens[at].end)
        return phrase

    def _short_name(self, phrase: PartyPhrase) -> PartyPhrase:
        """A known short name that follows in quotes or brackets: "قوات سوريا الديمقراطية (قسد)"."""
        at = phrase.last
        opened = 0
        while at < self.last and self.tokens[at].word in "\"'(" and opened < 2:
            at, opened = at + 1, opened + 1
        found = self.word(at, ["party"]) if opened else None
        if found is None or found[0].prefix or not _may_be_one(phrase.head, found[1]):
            return phrase
        last = found[0].last
        while last < self.last and self.tokens[last].word in "\"')" and opened:
            last, opened = last + 1, opened - 1
        if opened:
            return phrase
        owner = phrase.owner
        if owner is None and phrase.head.cls != "party":
            match, word = found
            owner = PartyPhrase(match.first, match.last, match.start, match.end, word, match.start, match.end)
        return phrase._replace(last=last, end=self.tokens[last - 1].end, owner=owner)

    def _other_nations(self, phrase: PartyPhrase) -> list[PartyPhrase]:
        """Nationalities joined by "و": "القوات الأميركية والصومالية"."""
        found: list[PartyPhrase] = []
        at = phrase.last
        while at < self.last and (match := self.words.get(at)) is not None and match.prefix == "و":
            word = next((w for w in match.value if w.cls == "nation"), None)
            if word is None:
                break
            party = phrase.head.party if phrase.head.party.startswith("~") else ""
            head = PartyWord("force", word.lemma, party, word.number)
            span = (match.first, match.last, match.start, match.end)
            found.append(PartyPhrase(*span, head, match.start, match.end, nation=word.party))
            at = match.last
        return found


def _means_one(word: PartyWord) -> bool:
    """A definite name that means one party everywhere."""
    if word.cls != "party" or not word.lemma.startswith("ال"):
        return False
    return all(not reading.contexts for reading in readings()[word.lemma])


def _may_be_one(name: PartyWord, short: PartyWord) -> bool:
    """May a name in brackets be another name of the party? In a dateline ("الإمارات (CNN)") it is not."""
    if name.cls != "party":
        return True
    parties = {reading.id for reading in readings()[name.lemma]}
    return any(reading.id in parties for reading in readings()[short.lemma])
