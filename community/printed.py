"""A long text on paper: cut after a sentence, and never without saying where the rest is."""

import re
from math import ceil
from typing import Protocol

from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

CUT = "\ue000"  # stands for nothing; marks the place where the text is cut
WIDTH = 48  # characters of a line of a column, in a wide typeface
SENTENCE = re.compile(r"[.!?…][\"”»’)]*(?=\s)|(?=\n)")


class Paper(Protocol):
    """``most``: lines of one text; ``address``: where the whole of it is."""

    @property
    def most(self) -> int: ...
    @property
    def address(self) -> str: ...


def lines_of(text: str) -> int:
    return sum(max(1, ceil(len(line) / WIDTH)) for line in text.strip().splitlines())


def end_of(text: str, most: int) -> int:
    """How many of its characters stand on ``most`` lines; all of them where two more would do."""
    if lines_of(text) <= most + 2:
        return len(text)
    room, end = most, 0
    for line in text.splitlines(keepends=True):
        needs = lines_of(line) or 1
        if needs >= room:
            end += min(len(line), room * WIDTH)
            break
        room, end = room - needs, end + len(line)
    sentences = [found.end() for found in SENTENCE.finditer(text, 0, end) if found.end() > end / 3]
    return sentences[-1] if sentences else max(text.rfind(" ", 0, end), 0) or end


def on_paper(text: str, paper: Paper | None) -> SafeString:
    """Paragraphs; on paper as much of them as there is room for. Screens show all."""
    text = text.replace(CUT, "").replace("\r\n", "\n")
    end = end_of(text, paper.most) if paper else len(text)
    if not paper or end >= len(text.rstrip()):
        return mark_safe(linebreaks(text, autoescape=True))
    marked = linebreaks(f"{text[:end]}{CUT}{text[end:]}", autoescape=True)
    before, after = marked.split(CUT)
    rest, closed, others = after.partition("</p>")
    others = others.replace("<p>", '<p data-print="no">')
    return mark_safe(f"{before}{_cut(rest, paper)}{closed}{others}")


def line_on_paper(text: str, paper: Paper | None) -> SafeString:
    """The same within a line."""
    end = end_of(text, paper.most) if paper else len(text)
    if not paper or end >= len(text.rstrip()):
        return escape(text)
    return escape(text[:end]) + _cut(escape(text[end:]), paper)


def _cut(rest: str, paper: Paper) -> SafeString:
    """``rest`` is escaped; it stands on screens alone."""
    told = _("More at %(address)s") % {"address": paper.address}
    return format_html(
        '<span data-print="no">{}</span><span data-print="only" lang="{}">[…] {}</span>',
        mark_safe(rest),
        get_language() or "",
        told,
    )
