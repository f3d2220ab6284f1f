"""The page that shows a report with its claims."""

from __future__ import annotations

from khabar.model import Extraction


def article_html(extraction: Extraction) -> str:
    return ""


def page_head() -> str:
    return ""


def page_foot() -> str:
    return ""
