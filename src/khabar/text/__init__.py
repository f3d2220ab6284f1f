"""Arabic text: folding with offsets kept, words and clitics, sentences."""

from khabar.text.fold import Folded, fold, key
from khabar.text.page import Page, Sentence, segment
from khabar.text.words import Form, Token, bare, bare_name, forms, nested, tokenize

__all__ = [
    "Folded",
    "Form",
    "Page",
    "Sentence",
    "Token",
    "bare",
    "bare_name",
    "fold",
    "forms",
    "key",
    "nested",
    "segment",
    "tokenize",
]
