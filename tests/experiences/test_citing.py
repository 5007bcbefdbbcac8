"""How a sheet is cited: text to copy, and files for programs that keep references."""

import html

import pytest

from experiences.citing import Citation, address_of
from experiences.models import Experience
from tests import make

pytestmark = pytest.mark.django_db
NAME = "Ministério da Família, Ação & Cuidado"
TITLE = "50% más: {niñas} & niños_1 #2 ~ ^ $ \\ ¿y qué?"


@pytest.fixture
def sheet():
    return make.published(make.organization(NAME), title=TITLE, language="es", slug="the-sheet")


def year(sheet):
    return Citation.of_today(sheet).year


def test_bibtex_keeps_accents_and_escapes_what_latex_would_take_for_itself(client, sheet):
    answer = client.get("/en/experiences/the-sheet/cite/bibtex/")
    assert answer["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{sheet.number}-v2.bib"'
    number = sheet.number
    assert answer.content.decode() == (
        f"@misc{{{number}-v2,\n"
        r"  author = {{Ministério da Família, Ação \& Cuidado}},"
        "\n"
        r"  title = {{50\% más: \textbraceleft{}niñas\textbraceright{} \& niños\_1 \#2"
        r" \textasciitilde{} \textasciicircum{} \$ \textbackslash{} ¿y qué?}},"
        "\n"
        f"  year = {{{year(sheet)}}},\n"
        "  howpublished = {IASPN Knowledge Portal},\n"
        f"  number = {{{number}}},\n"
        "  version = {2},\n"
        f"  note = {{{number}, version 2}},\n"
        "  language = {spanish},\n"
        f"  url = {{http://testserver/id/{number}?version=2}},\n"
        "}\n"
    ).replace("http://testserver", Citation.of_today(sheet).address.partition("/id/")[0])


@pytest.mark.parametrize("title", ["} @misc{x, title={", "a } b", "{", "\\} \\{"])
def test_no_title_unbalances_the_braces(title):
    text = Citation.of_today(make.published(title=title)).bibtex()
    depth = [0]
    for sign in text:
        depth.append(depth[-1] + {"{": 1, "}": -1}.get(sign, 0))
    assert min(depth) == depth[-1] == 0
    assert depth.count(0) == text.index("{") + 1 + len(text) - text.rindex("}")


def test_ris_has_a_line_for_each_field_and_one_author(client, sheet):
    answer = client.get("/en/experiences/the-sheet/cite/ris/")
    assert answer["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{sheet.number}-v2.ris"'
    assert answer.content.decode() == "\r\n".join(
        [
            "TY  - RPRT",
            "AU  - Ministério da Família – Ação & Cuidado",
            f"PY  - {year(sheet)}",
            f"TI  - {TITLE}",
            "ET  - 2",
            f"SN  - {sheet.number}",
            "PB  - IASPN Knowledge Portal",
            "LA  - es",
            f"UR  - {Citation.of_today(sheet).address}",
            "ER  - ",
            "",
        ]
    )


def test_a_line_break_makes_no_field_of_its_own():
    sheet = make.published(make.organization("A *\r\nER  - \r\nB"), title="One\nTY  - JOUR\u2028x")
    assert len(Citation.of_today(sheet).ris().splitlines()) == 10


def test_the_sheet_shows_all_three_to_copy(client, sheet):
    text = html.unescape(client.get("/en/experiences/the-sheet/").content.decode())
    citation = Citation.of_today(sheet)
    assert f"{NAME}. ({citation.year}). {TITLE} ({sheet.number}, version 2)." in citation.apa()
    for format in (citation.apa(), citation.bibtex(), citation.ris().replace("\r\n", "\n")):
        assert format.strip() in text.replace("\r\n", "\n")
    assert 'href="/en/experiences/the-sheet/cite/ris/?version=2"' in text


def test_nobody_is_said_to_have_written_a_sample(sheet):
    Experience.objects.update(is_sample=True)
    sheet.refresh_from_db()
    citation = Citation.of_today(sheet)
    assert citation.apa().startswith("IASPN. (")
    assert "author = {{IASPN}}" in citation.bibtex()
    assert "AU  - IASPN\r\n" in citation.ris()


@pytest.mark.parametrize("kind", ["bibtex", "ris"])
def test_what_is_not_public_is_not_cited(client, amina, kind):
    draft = make.sheet(make.ministry_of(amina))
    assert client.get(f"/en/experiences/{draft.slug}/cite/{kind}/").status_code == 404


def test_programs_that_keep_references_find_the_sheet_in_the_head_of_its_page(client, sheet):
    head = client.get("/fr/experiences/the-sheet/").content.decode().partition("</head>")[0]
    permanent = f"/id/{sheet.number}"
    for name, text in (
        ("citation_title", html.escape(TITLE)),
        ("citation_author", html.escape(NAME)),
        ("citation_publication_date", str(year(sheet))),
        ("citation_language", "es"),
        ("citation_technical_report_number", sheet.number),
    ):
        assert f'<meta name="{name}" content="{text}">' in head, name
    assert f'{permanent}">\n  <link rel="license" href="https://creativecommons.org/' in head
    for kind in ("json/", "cite/bibtex/", "cite/ris/"):
        assert f'href="/fr/experiences/the-sheet/{kind}' in head
    for other in ("?original=1", "versions/1/"):
        assert "citation_" not in client.get(f"/fr/experiences/the-sheet/{other}").content.decode()


@pytest.mark.parametrize(
    ("licence", "path"),
    [("CC BY 4.0", "by/4.0/"), ("CC BY-NC-SA 3.0", "by-nc-sa/3.0/"), ("Own terms", "")],
)
def test_a_licence_of_creative_commons_has_an_address(licence, path):
    assert address_of(licence) == (path and f"https://creativecommons.org/licenses/{path}")
