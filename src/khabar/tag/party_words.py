"""The words of which mentions of parties are built, found in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from khabar.lexicon import Match, Phrases, load
from khabar.lexicon.inflect import noun_forms
from khabar.lexicon.parties import actors, generics, readings
from khabar.text import key
from khabar.text.words import Token


class PartyWord(NamedTuple):
    """What a phrase may be in a mention.

    `cls`: party, generic, country, nation, name, or a class of the table `actor_words`. `lemma` is the folded table
    entry. `party`: the id, "~class" or country code that the word means by itself. `state` "possessed": "عناصره".
    A name is `definite` if it is no common word besides.
    """

    cls: str
    lemma: str
    party: str = ""
    number: str = "many"
    state: str = "absolute"
    definite: bool = False


Words = tuple[PartyWord, ...]
_ADJECTIVAL = frozenset({"member", "force", "instrument", "modifier", "unknownness", "link", "loyalty"})


def _names() -> Iterator[tuple[str, PartyWord]]:
    """Names of parties; kinds of civilians are described by the table `actor_words` instead where it has the word."""
    for name, cls in generics().items():
        yield name, PartyWord("generic", name, "~" + cls, definite=name.startswith("ال") or " ال" in name)
    for name, found in readings().items():
        yield name, PartyWord("party", name, found[0].id if len(found) == 1 else "")


def _nouns() -> Iterator[tuple[str, PartyWord]]:
    for row in load("actor_words").rows:
        word = key(row["word"])
        for form in noun_forms((row["word"], *row["also"]), row["plural"]):
            adjectival = row["class"] in _ADJECTIVAL or word.endswith("ي")
            if adjectival and form.number == "one" and form.text == word + "ه":
                continue  # "مجهولة" is no possessed "مجهول"
            yield form.text, PartyWord(row["class"], word, row["party"], form.number, form.state, form.definite)


def _nationalities() -> Iterator[tuple[str, PartyWord]]:
    for row in load("nationalities").rows:
        code = row["code"]
        for name in row["names"]:
            yield key(name), PartyWord("country", key(name), code, "one")
        taken = {key(name) for name in row["names"]} - {key(name) for name in row["feminine"]}
        for form in noun_forms((*row["masculine"], *row["feminine"]), row["plural"]):
            if form.state in ("absolute", "construct") and form.text not in taken:
                yield form.text, PartyWord("nation", form.text, code, form.number, form.state, form.definite)


def _given_names() -> Iterator[tuple[str, PartyWord]]:
    for row in load("given_names").rows:
        yield key(row["name"]), PartyWord("name", key(row["name"]), "", "one", definite=not row["ambiguous"])


@cache
def party_words() -> Phrases[Words]:
    """All words and phrases of mentions; one value a phrase: its readings, names of parties first."""
    found: dict[str, dict[str, PartyWord]] = {}
    for source in (_names, _nouns, _nationalities, _given_names):
        for text, word in source():
            found.setdefault(text, {}).setdefault(word.cls, word)
    return Phrases((text, tuple(_ordered(words))) for text, words in found.items())


def _ordered(words: dict[str, PartyWord]) -> list[PartyWord]:
    """A word for unnamed people ("مدنيون") is read by its noun first, so that number and owner are seen.

    A party's name that is also a word for people ("الشباب") keeps that class, for texts that are not about the party.
    A blocked word has no other reading ("مسؤولية" is not "مسؤوليه").
    """
    if blocked := words.get("blocked"):
        return [blocked]
    party, people = words.get("party"), words.get("civil")
    if party and party.party and actors()[party.party].kind in ("civilian", "unknown"):
        return sorted(words.values(), key=lambda word: word.cls == "party")
    if party and people and people.party.startswith("~"):
        words = words | {"party": party._replace(party=people.party)}
    return list(words.values())


def find_words(tokens: tuple[Token, ...], first: int, last: int) -> dict[int, Match[Words]]:
    """Longest phrase at each word of `[first, last)`."""
    return {match.first: match for match in party_words().find(tokens, first, last)}
