"""Telegram Desktop exports."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.telegram import telegram_reports

MESSAGES: list[dict[str, Any]] = [
    {"id": 1, "type": "service", "action": "create_channel", "text": ""},
    {"id": 2, "type": "message", "date": "2024-05-01T23:10:00", "text": "قصف على بلدة الشحيل"},
    {
        "id": 3,
        "type": "message",
        "date": "2024-05-02T08:00:00",
        "text": ["عاجل: ", {"type": "bold", "text": "قصف"}, " على هجين ", {"type": "hashtag", "text": "#دير_الزور"}],
    },
    {"id": 4, "type": "message", "date": "2024-05-02T09:00:00", "photo": "photo.jpg", "text": ""},
]
CHAT = {"name": "مراسل الفرات", "type": "public_channel", "id": 4711, "messages": MESSAGES}


def write(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def test_messages_with_words_become_reports(tmp_path: Path) -> None:
    first, second = telegram_reports(write(tmp_path / "result.json", CHAT))
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert (first.text, first.outlet, first.published) == ("قصف على بلدة الشحيل", "مراسل الفرات", date(2024, 5, 1))
    assert (first.url, first.doc_id) == ("https://t.me/c/4711/2", "4711/2")
    assert second.text == "عاجل: قصف على هجين #دير_الزور"


def test_an_export_of_all_chats(tmp_path: Path) -> None:
    other = {**CHAT, "name": "قناة أخرى", "id": 4712}
    found = list(telegram_reports(write(tmp_path / "result.json", {"chats": {"list": [CHAT, other]}})))
    assert [(r.outlet, r.url) for r in found if isinstance(r, Report)] == [
        ("مراسل الفرات", "https://t.me/c/4711/2"),
        ("مراسل الفرات", "https://t.me/c/4711/3"),
        ("قناة أخرى", "https://t.me/c/4712/2"),
        ("قناة أخرى", "https://t.me/c/4712/3"),
    ]


def test_what_the_user_says_wins(tmp_path: Path) -> None:
    first, _ = telegram_reports(write(tmp_path / "result.json", CHAT), outlet="مراسل")
    assert isinstance(first, Report)
    assert first.outlet == "مراسل"


@pytest.mark.parametrize(
    "content", [{}, [], {"contacts": {"list": []}}, {"text": "قصف"}, "نص", {"about": "…", "personal_information": {}}]
)
def test_an_export_of_another_kind(tmp_path: Path, content: Any) -> None:
    (error,) = telegram_reports(write(tmp_path / "result.json", content))
    assert isinstance(error, InputError)
    assert "no Telegram export of messages" in error.message
    assert "format JSON" in error.message


def test_a_chat_without_messages_is_fine(tmp_path: Path) -> None:
    assert list(telegram_reports(write(tmp_path / "result.json", {**CHAT, "messages": []}))) == []


def test_an_export_cut_short_gives_what_came_before(tmp_path: Path) -> None:
    path = write(tmp_path / "result.json", CHAT)
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("عاجل")], "utf-8")
    first, error = telegram_reports(path)
    assert isinstance(first, Report)
    assert isinstance(error, InputError)
    assert "cut short" in error.message


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe\x00", b'{"messages": [}'])
def test_no_json(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "result.json").write_bytes(content)
    (error,) = telegram_reports(tmp_path / "result.json")
    assert isinstance(error, InputError)


@pytest.mark.parametrize("text", [7, {"type": "bold"}, [7], [None]])
def test_a_message_of_an_unknown_shape_is_an_error_in_its_place(tmp_path: Path, text: Any) -> None:
    strange = {"id": 9, "type": "message", "date": "2024-05-01T00:00:00", "text": text}
    content = {**CHAT, "messages": [strange, *MESSAGES]}
    first, *others = telegram_reports(write(tmp_path / "result.json", content))
    assert isinstance(first, InputError)
    assert [type(other) for other in others] == [Report, Report]
