"""A long text on paper ends with a sentence and says where the rest is; screens show all of it."""

import re
from types import SimpleNamespace

import pytest

from community.printed import end_of, line_on_paper, lines_of, on_paper

PAPER = SimpleNamespace(most=3, address="https://site.example/id/EXP-0001")
LONG = "We went to them. Nobody had <asked> before! " * 10
HIDDEN = re.compile(r'<span data-print="only".*?</span>|<[^>]+>')


def on_screen(html: str) -> str:
    return HIDDEN.sub("", html)


def test_a_short_text_is_as_it_was():
    assert on_paper("One.\n\nTwo & three.", PAPER) == "<p>One.</p>\n\n<p>Two &amp; three.</p>"
    assert on_paper(LONG, None) == on_paper(LONG, SimpleNamespace(most=99, address=""))


@pytest.mark.parametrize("text", [LONG, f"{LONG}\n\n{LONG}", f"Short.\n\n{LONG}\nA line.\n\nEnd."])
def test_paper_ends_with_a_sentence_and_says_where_the_rest_is(text):
    html = on_paper(text, PAPER)
    printed = html.split('<span data-print="no">')[0]
    assert printed.endswith((".", "!"))
    assert lines_of(on_screen(printed)) <= PAPER.most + 2
    assert html.count("[…] More at https://site.example/id/EXP-0001") == 1
    assert on_screen(html) == on_screen(on_paper(text, None))
    after = html.split("More at")[1]
    assert after.count("<p>") == 0  # paragraphs that follow are for the screen


@pytest.mark.parametrize(
    "text", ["word " * 200, "x" * 2000, "\n" * 400 + "end", "a\n" * 300, "\ue000" * 900]
)
def test_odd_texts_are_cut_too(text):
    assert end_of(text, 3) <= len(text)
    assert lines_of(text[: end_of(text, 3)]) <= 5
    on_paper(text, PAPER)
    line_on_paper(text, PAPER)


def test_within_a_line_it_is_the_same():
    line = line_on_paper(LONG, PAPER)
    assert "<p" not in line
    assert "&lt;asked&gt;" in line
    assert on_screen(line) == on_screen(line_on_paper(LONG, None))
    assert line.count("More at") == 1
