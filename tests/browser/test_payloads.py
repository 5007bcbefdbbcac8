"""A published list of attacks, typed into everything that takes text: in a real browser none of
them comes to life, on any page that shows them (``tests/payloads.py``)."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from playwright.sync_api import Page

from community.models import Person
from experiences.models import Experience, FileText, Lesson, Review, Verdict
from tests import files, make
from tests.browser.conftest import give_second_factor, sign_in, visit
from tests.payloads import ALL

EVERYTHING = "\n".join(ALL)
# What of a document is alive that the portal never writes. Marked ``evil`` or not.
ALIVE = r"""(doc) => {
  const elements = "base, object, embed, iframe, frame, math, template, noscript, marquee, audio,"
    + "video, style, animate, foreignObject, [evil], #evil, #htmx, [name=cookie],"
    + "form[name=location], meta[http-equiv=refresh],"
    + "script:not([src]):not([type='application/json'])";
  const found = [...doc.querySelectorAll(elements)].map((one) => one.outerHTML.slice(0, 200));
  const addresses = ["href", "src", "action", "formaction", "xlink:href", "data", "poster"];
  const outside = /^\s*((javascript|vbscript|data):|(https?:)?\/\/evil)/i;
  for (const one of doc.querySelectorAll("*"))
    for (const { name, value } of one.attributes)
      if (/^(on|hx-|data-hx-on|data-hx-vals|style$)/.test(name)
          || (addresses.includes(name) && outside.test(value)))
        found.push(`${one.localName} ${name}=${value.slice(0, 200)}`);
  return found;
}"""
# Read as the browser reads pages, many of them without the time of showing each.
ALIVE_AT = f"""async (paths) => {{
  const alive = {ALIVE}, told = [];
  for (const path of paths) {{
    const answer = await fetch(path);
    const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
    told.push([path, answer.status, alive(doc), doc.body.textContent.includes("alert(1)")]);
  }}
  return told;
}}"""


def hostile_library() -> Experience:
    """A sheet with every attack in every part of it, and sheets with each of them as the title."""
    ministry = make.organization(
        ALL[6], "CL", slug="hostile", name_en=ALL[21], acronym=ALL[70],
        description=EVERYTHING[:3000], interests=EVERYTHING[:1000], website="https://example.org/",
        verified_how=ALL[7],
    )  # fmt: skip
    make.amina(ministry)
    sheet = make.published(ministry, slug="hostile", title=ALL[0], summary=ALL[1], lessons=(), **{
        name: EVERYTHING for name in (
            "overview", "problem", "what_was_done", "results", "what_did_not_work",
            "conditions_for_transfer", "programme", "adapted_how")
        if not (length := Experience._meta.get_field(name).max_length) or length > len(EVERYTHING)
    })  # fmt: skip
    texts = cycle(ALL)
    names = ("claim", "because", "holds_where", "not_where", "do_differently")
    for place in range(len(ALL) // len(names) + 1):
        said = {name: next(texts) for name in names}
        Lesson.objects.create(
            experience=sheet, organization=ministry, language="en", position=place, **said
        )
    for _some in range(12):
        sheet.figures.create(value=7, unit=next(texts), source=next(texts), year=2020)
        sheet.sources.create(title=next(texts), url="https://example.org/")
    sheet.keywords.set([text[:100] for text in ALL[:10]])
    for number in range(3):
        file = make.attachment(sheet, f"{next(texts)}.txt", b"%d" % number, title=next(texts),
            credit=next(texts))  # fmt: skip
        FileText.objects.create(attachment=file, text=EVERYTHING)
    picture = make.attachment(sheet, "a.jpg", files.picture(), alt='"><img src=x onerror=alert(1)>')
    assert picture.is_described
    sheet.programme = ALL[20]
    sheet.save()
    return sheet


def each_as_a_title(ministry: Any) -> None:
    Experience.objects.bulk_create(
        Experience(
            organization=ministry,
            slug=f"h-{number}",
            title=text,
            summary=ALL[number - 1],
            programme=ALL[number - 2],
            language="en",
            status="published",
            published_at="2026-01-01T00:00Z",
        )
        for number, text in enumerate(ALL)
    )


@pytest.fixture
def nothing_comes_to_life(page: Page) -> Iterator[None]:
    """No dialog opens and nothing is asked of another host; every story watches the policy."""
    lively: list[str] = []
    page.on("dialog", lambda one: (lively.append(one.message), one.dismiss()))
    page.on("request", lambda one: lively.append(one.url) if "//evil." in one.url else None)
    yield
    assert lively == []


@pytest.mark.browser
@pytest.mark.usefixtures("nothing_comes_to_life")
def test_no_text_comes_to_life_whatever_page_shows_it(
    page: Page, live_server: Any, transactional_db: None
):
    with transaction.atomic():  # a few rows at once, not a hundred one by one
        sheet = hostile_library()
    each_as_a_title(sheet.organization)
    chloe, boris = make.chloe(), make.boris()
    give_second_factor(chloe)
    lesson = sheet.lessons.first()
    Verdict.objects.create(
        lesson=lesson,
        organization=make.ministry_of(boris),
        country=make.country("JM"),
        stance="confirms",
        note=EVERYTHING[:2000],
        language="en",
        claim=EVERYTHING[:200],
        claim_language="en",
    )
    Review.objects.create(
        experience=sheet,
        reviewer=chloe,
        version=1,
        note=EVERYTHING,
        notes={"title": ALL[6]},
        reasons={"relevance": ALL[7]},
        relevance=1,
    )
    returned = make.sheet(sheet.organization, slug="returned", status="returned", title=ALL[30])
    returned.review_notes.create(field="title", text=EVERYTHING[:2000])
    own, library = "/en/experiences/hostile/", "/en/experiences/"

    def look(*paths: str) -> None:
        """Opened as people do."""
        for path in paths:
            visit(page, live_server, path)
            assert "alert(1)" in page.locator("body").inner_text(), path  # it might have
            assert page.evaluate(f"({ALIVE})(document)") == [], path

    def read(*paths: str, shows: bool = True) -> None:
        """Fetched and read by the same browser."""
        for path, status, alive, shown in page.evaluate(ALIVE_AT, list(paths)):
            assert (path, status, alive) == (path, 200, [])
            assert shown or not shows, path

    look(own, f"/en/lessons/{lesson.number}/", f"{library}?q=alert")
    page.emulate_media(media="print")
    look(own)
    page.emulate_media(media="screen")
    read(*(f"{library}?q=alert&sort=title&page={number}" for number in range(1, 5)))
    read(*(f"{library}?{urlencode({'q': text})}" for text in ALL[::12]), shows=False)
    ignored = urlencode([("theme", text) for text in ALL] + [("sort", ALL[6]), ("page", ALL[7])])
    read(f"{library}?{ignored}", f"/en/lessons/?{ignored}", f"/en/lessons/?q={ALL[7]}")
    read(
        "/en/lessons/",
        "/en/",
        f"{own}history/",
        f"{own}history/compare/?from=2&to=3",
        f"{library}compare/?sheet=hostile&sheet=h-5&sheet=h-6",
        "/en/search/?q=alert",
        f"{own}versions/2/",
        "/en/organizations/hostile/",
        "/en/organizations/?q=alert",
        f"{library}suggestions/?q=alert",
    )
    sign_in(page, live_server, Person.objects.get(email="amina@example.org"))
    look(f"{own}edit/")
    read("/en/experiences/returned/edit/", "/en/my/")
    sign_in(page, live_server, chloe)
    word = sheet.keywords.first()
    at = f"/admin/experiences/experience/{sheet.pk}"
    look(f"{at}/review/")
    read(
        f"{at}/change/",
        f"{at}/restore/?version=1",
        "/admin/experiences/experience/",
        "/admin/experiences/keyword/",
        f"/admin/experiences/keyword/{word.pk}/change/",
        "/admin/experiences/lesson/",
        f"/admin/members/organization/{sheet.organization_id}/change/",
    )
