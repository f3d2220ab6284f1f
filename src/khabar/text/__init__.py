"""Arabic text: folding with offsets kept, words and clitics, sentences."""

from khabar.text.fold import Folded, fold, key
from khabar.text.page import Page, Sentence, segment
from khabar.text.words import Form, Token, bare, forms, tokenize

__all__ = ["Folded", "Form", "Page", "Sentence", "Token", "bare", "fold", "forms", "key", "segment", "tokenize"]
