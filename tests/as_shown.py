"""What a browser sends of a page on which nothing was changed."""

from __future__ import annotations

from collections import defaultdict
from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """The forms of a page, each with what its fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.forms.append(defaultdict(list))
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.forms[-1][self.select].append(value)
        elif tag == "textarea":
            self.area = name
            self.forms[-1][name].append("")
        elif tag == "input" and name and _is_sent(given):
            self.forms[-1][name].append(given.get("value", "on" if "checked" in given else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, text: str) -> None:
        if self.area:
            self.forms[-1][self.area][0] += text


def _is_sent(given: dict[str, str]) -> bool:
    kind = given.get("type")
    return kind not in ("file", "submit") and (
        kind not in ("checkbox", "radio") or "checked" in given
    )


def as_shown(response: Any, holding: str, **changes: Any) -> dict[str, Any]:
    """The form with the field ``holding``, with these changes; lines end as browsers end them."""
    parser = _Form()
    parser.feed(response.content.decode())
    found = next(form for form in parser.forms if holding in form)
    texts = {name: [_lines(text) for text in given] for name, given in found.items()}
    return texts | changes


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")
