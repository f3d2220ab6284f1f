from __future__ import annotations

import pytest

from khabar.lexicon.nouns import noun
from khabar.text import key


@pytest.mark.parametrize(
    ("word", "lemma", "number", "kind"),
    [
        ("جنديان", "جندي", "two", "soldier"),
        ("عنصرين", "عنصر", "two", "fighter"),
        ("طفلتان", "طفلة", "two", "child"),
        ("ضابطي", "ضابط", "two", "soldier"),
        ("مدنيين", "مدني", "two_or_many", "civilian"),
        ("مدنيان", "مدني", "two", "civilian"),
        ("مسلحو", "مسلح", "many", "fighter"),
        ("أطفال", "طفل", "many", "child"),
        ("شخصاً", "شخص", "one", "person"),
        ("سيارتين", "سيارة", "two", "vehicle"),
        ("قتلى", "قتيل", "many", "killed"),
        ("جريحين", "جريح", "two", "injured"),
    ],
)
def test_forms_lead_to_their_noun(word: str, lemma: str, number: str, kind: str) -> None:
    found = noun(key(word))
    assert found is not None
    assert (found.lemma, found.number, found.kind) == (key(lemma), number, kind)


def test_article_clitics_and_possessives() -> None:
    shared = noun(key("وبالمدنيين"))
    assert shared is not None and shared.definite and shared.prefix == 2
    wife = noun(key("زوجته"))
    assert wife is not None and wife.owned and wife.lemma == key("زوجة")
    sons = noun(key("أبنائه"))
    assert sons is not None and sons.owned and sons.number == "many"


@pytest.mark.parametrize("word", ["قيادية", "إصابة", "وفاة", "سريعا", ""])
def test_what_is_no_counted_noun(word: str) -> None:
    assert not word or noun(key(word)) is None
