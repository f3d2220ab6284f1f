"""A report as one self-contained page: the text with its evidence marked, a card a claim, sources drawn as a chain."""

from khabar.view.page import article_html, page_foot, page_head, page_html

__all__ = ["article_html", "page_foot", "page_head", "page_html"]
