"""Telegram Desktop's `result.json` -> reports, one message at a time."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.record import build

_OTHER = (
    "is no Telegram export of messages: in Telegram Desktop choose Export chat history, format JSON "
    "(reports of your own go into .jsonl, one object a line)"
)
HTML_EXPORT = "is Telegram's export as a web page: export the chat again, in the format JSON"
_HTML_NAMES = re.compile(r"messages\d*\.html")
_HTML_SIGNS = (b"page_wrap", b"css/style.css", b"page_body chat_page")


def is_html_export(path: Path) -> bool:
    """Whether the file is a page of Telegram Desktop's HTML export, which is no article."""
    if not _HTML_NAMES.fullmatch(path.name.lower()):
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(8192)
    except OSError:
        return False
    return all(sign in head for sign in _HTML_SIGNS)


def telegram_reports(path: Path, **given: Any) -> Iterator[Report | InputError]:
    """Every message with a text: the outlet is the channel, the address `https://t.me/c/CHANNEL/MESSAGE`.

    Days are those that the export shows. Messages without words are passed over. `given` fields win.
    """
    import ijson

    try:
        if not (yield from _messages(path, given)):
            yield InputError(_OTHER, path=path)
    except ijson.IncompleteJSONError:
        yield InputError("the JSON is cut short or damaged: what came before was read; export again", path=path)
    except (ijson.JSONError, UnicodeError) as error:
        yield InputError(f"is no JSON ({str(error).splitlines()[0]}): {_OTHER}", path=path)
    except OSError as error:
        yield InputError(error.strerror or str(error), path=path)


def _messages(path: Path, given: dict[str, Any]) -> Generator[Report | InputError, None, bool]:
    """The messages; returns whether the file has a list of them at all."""
    import ijson

    chat: dict[str, Any] = {}
    found = False
    builder: Any = None
    with path.open("rb") as stream:
        for prefix, event, value in ijson.parse(stream, use_float=True):
            if builder is None and prefix in _ITEMS and event == "start_map":
                builder, item_prefix, found = ijson.ObjectBuilder(), prefix, True
            if builder is not None:
                builder.event(event, value)
                if event == "end_map" and prefix == item_prefix:
                    report = _message(builder.value, chat, path, given)
                    builder = None
                    if report is not None:
                        yield report
            elif prefix in _CHAT and event in {"string", "number"}:
                chat[prefix.rpartition(".")[2]] = value
            elif prefix in _LISTS and event == "start_array":
                found = True
    return found


_HEADS = ("", "chats.list.item.", "left_chats.list.item.")
_ITEMS = frozenset(f"{head}messages.item" for head in _HEADS)
_LISTS = frozenset(f"{head}messages" for head in _HEADS)
_CHAT = frozenset(f"{head}{name}" for head in _HEADS for name in ("name", "id", "type"))


def _message(
    message: dict[str, Any], chat: dict[str, Any], path: Path, given: dict[str, Any]
) -> Report | InputError | None:
    if message.get("type") != "message":
        return None
    try:
        text = _flatten(message.get("text"))
        if not text.strip():
            return None
        number, channel = message.get("id"), chat.get("id")
        url = f"https://t.me/c/{channel}/{number}" if channel is not None and number is not None else None
        own = {"outlet": chat.get("name"), "published": _day(message), "url": url, "doc_id": f"{channel}/{number}"}
        return build(text, **{**own, **given})
    except (TypeError, ValueError, AttributeError) as error:
        where = f"{path}#{message.get('id')}"
        return InputError(f"the message cannot be read ({error}): export the chat again", path=where)


def _flatten(text: Any) -> str:
    """The words of a message: a string, or a list of strings and of marked-up parts."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list | None):
        raise ValueError("its text is neither a string nor a list")
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in text or [])


def _day(message: dict[str, Any]) -> date | None:
    value = message.get("date")
    return date.fromisoformat(str(value)[:10]) if value else None
