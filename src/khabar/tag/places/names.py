"""Names in a row of words: listed ones, and unlisted ones by their shape."""

from __future__ import annotations

from collections.abc import Sequence

from khabar.lexicon.gazetteer import Gazetteer
from khabar.tag.places.hit import Name
from khabar.tag.places.words import Head, direction, head, is_word, name_parts
from khabar.text.words import ByWord, Token, bare, forms

QUOTES = frozenset("\"'#(")
_CLOSING = frozenset("\"')")


def _may_go_on(word: str) -> bool:
    """Whether a word can be the next of a name: "قسطون غربي حماة" is no place but a place and a side."""
    turn = direction(word)
    return word[0].isalnum() and (turn is None or turn[0].form == "adjective")


_goes_on = ByWord(_may_go_on)


class Names:
    """Finds names among the words of a page."""

    def __init__(self, tokens: Sequence[Token], gazetteer: Gazetteer, text: str) -> None:
        self.tokens = tokens
        self.text = text
        self.gazetteer = gazetteer
        self.starts = gazetteer.starts.over(tokens)

    def name(self, at: int, last: int, *, glued: bool = True) -> Name | None:
        """The longest listed name that begins at a word; without `glued` no prefix may stand before it."""
        tokens = self.tokens
        quoted = tokens[at].word in QUOTES
        if quoted:
            at += 1
            if at >= last:
                return None
        word = tokens[at].word
        for prefix, key, run in self.starts[at]:
            if prefix and (not glued or is_word(word)):
                break
            end, found, refs = at + 1, key, run.refs
            longer = key
            step = at + 1
            while run.more and step < last and _goes_on[tokens[step].word]:
                longer = f"{longer} {bare(tokens[step].word)}"
                following = self.gazetteer.run(longer)
                if following is None:
                    break
                run = following
                step += 1
                if run.refs:
                    end, found, refs = step, longer, run.refs
            if refs:
                start = tokens[at].start + prefix
                return Name(at, self._closed(end, last, quoted), start, tokens[end - 1].end, word[:prefix], found, refs)
        return None

    def _closed(self, end: int, last: int, quoted: bool) -> int:
        return end + 1 if quoted and end < last and self.tokens[end].word in _CLOSING else end

    def unknown(self, at: int, last: int, *, strip: str = "") -> Name | None:
        """A name that no list holds, by its shape: "رشو", "تل الذهب", "السكرية الكبيرة"."""
        tokens, parts = self.tokens, name_parts()
        quoted = at < last and tokens[at].word in QUOTES
        if quoted:
            at += 1
        if at >= last or not self._may_name(tokens[at].word.removeprefix(strip)):
            return None
        start = tokens[at].start + len(strip)
        end = at + 1
        if parts.get(tokens[at].word.removeprefix(strip)) == "opens":
            if end >= last or not self._may_name(tokens[end].word):
                return None
            end += 1
        elif quoted:
            while end < last and tokens[end].is_word and end - at < 3:
                end += 1
            if end >= last or tokens[end].word not in _CLOSING:
                end = at + 1
        while end < last and parts.get(tokens[end].word) == "closes":
            end += 1
        return Name(at, self._closed(end, last, quoted), start, tokens[end - 1].end, strip)

    def _may_name(self, word: str) -> bool:
        """No number, function word, head or direction, and no feminine past verb ("تعرضت")."""
        parts = name_parts()
        if parts.get(word) == "opens":
            return True
        if len(word) < 3 or not "ء" <= word[0] <= "ۿ":
            return False
        if parts.get(word) in {"links", "epithet"}:
            return False
        if any(parts.get(text) == "never" for text, _ in forms(word)) or head(word) or direction(word):
            return False
        return not (word.endswith("ت") and len(word) > 3 and not word.startswith("ال"))

    def _is_function_word(self, name: Name) -> bool:
        word = self.tokens[name.first].word[len(name.prefix) :]
        return name.last - name.first == 1 and name_parts().get(word) == "never"

    def ends_name(self, at: int, last: int) -> bool:
        """Whether what follows a word can follow a name: a mark, a preposition, a direction, a joined word."""
        if at >= last:
            return True
        word = self.tokens[at].word
        if not self.tokens[at].is_word or direction(word) or head(word):
            return True
        return word[0] in "وبل" or name_parts().get(word) == "never"

    def inner(self, at: int, last: int, opened: Head) -> Name | None:
        """The name after a head: listed, or unknown where the head may bring one."""
        name = self.name(at, last, glued=False)
        if name is not None and self._is_function_word(name):
            return None
        if not opened.unknown:
            return name
        if name is None or self.cut_short(name, last):
            guess = self.guess(at, last)
            return guess if guess is not None and self._fits(guess, opened) else name
        if self.tokens[at].word in QUOTES and name.last < last and name.last == name.first + 1:
            return self._quoted(at, last) or name
        return self._construct(name, last, opened) or name

    def guess(self, at: int, last: int) -> Name | None:
        """An unknown name of one word, or of two where only the second is followed by what can follow a name."""
        name = self.unknown(at, last)
        if name is None or self.ends_name(name.last, last):
            return name
        following = self.tokens[name.last].word
        if self.is_relation(following) or (following.startswith("ال") and following.endswith("ه")):
            return name  # an adjective: "مدينة سالزبري البريطانية"
        if name.last - name.first > 2 or not self._may_name(following) or following[0] in "تيسو":
            return None
        longer = Name(name.first, name.last + 1, name.start, self.tokens[name.last].end)
        return longer if self.ends_name(longer.last, last) else None

    def _fits(self, name: Name, opened: Head) -> bool:
        """Whether an unknown word can be a name after this head: no adjective, and no everyday word after some."""
        word = self.tokens[name.first].word[len(name.prefix) :]
        if self.tokens[name.first - 1].word in QUOTES or name_parts().get(word) == "opens":
            return True
        if self._describes(word) or word.startswith(("و", "لل")):
            return False
        if opened.keep and not word.startswith("ال") and is_word(word):
            return False
        if any(prefix and is_word(text) for text, prefix in forms(word)):
            return False
        return opened.unknown == "yes" or not is_word(word)

    def _quoted(self, at: int, last: int) -> Name | None:
        """A name of two or three quoted words that lists do not hold: "كويت الرحمة"."""
        for end in range(at + 1, min(at + 5, last)):
            if self.tokens[end].word in _CLOSING and end > at + 2:
                return Name(at + 1, end + 1, self.tokens[at + 1].start, self.tokens[end - 1].end)
            if not self.tokens[end].is_word:
                return None
        return None

    def _construct(self, name: Name, last: int, opened: Head) -> Name | None:
        """A listed word that only begins an unlisted name of two: "النهر الأبيض", "كويت الرحمة"."""
        if name.last - name.first > 1 or name.last >= last:
            return None
        one, two = self.tokens[name.first].word, self.tokens[name.last].word
        if not two.startswith("ال") or not self._may_name(two) or self.is_relation(two):
            return None
        agrees = two.endswith("ه") and opened.kind != "camp"
        if agrees or one.startswith("ال") or not self.ends_name(name.last + 1, last):
            return None
        return Name(name.first, name.last + 1, name.start, self.tokens[name.last].end)

    def cut_short(self, name: Name, last: int) -> bool:
        """A listed "تل" in "تل الذهب" is no name."""
        return (
            name_parts().get(self.tokens[name.last - 1].word) == "opens"
            and name.last < last
            and self._may_name(self.tokens[name.last].word)
            and not self.tokens[name.last].word.startswith(("و", "ب", "ل"))
        )

    @staticmethod
    def _describes(word: str) -> bool:
        """An indefinite adjective: "مدرسة دينية"."""
        return not word.startswith("ال") and len(word) > 4 and word.endswith("يه")

    @staticmethod
    def is_relation(word: str) -> bool:
        return word.startswith("ال") and len(word) > 5 and word.endswith(("ي", "يه"))
