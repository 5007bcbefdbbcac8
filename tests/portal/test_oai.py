"""/oai: the public sheets by the rules of OAI-PMH 2.0."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.utils import timezone

from experiences.models import Experience
from portal.oai import records
from tests import make

pytestmark = pytest.mark.django_db
SPACES = {"": "http://www.openarchives.org/OAI/2.0/",
          "dc": "http://purl.org/dc/elements/1.1/"}  # fmt: skip
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FORMAT = {"metadataPrefix": "oai_dc"}


def ask(client, verb: str = "", **arguments):
    """The document; errors of the protocol are documents too."""
    answer = client.get("/oai", ({"verb": verb} if verb else {}) | arguments)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml; charset=utf-8")
    return read(answer)


def read(answer):
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own


def texts(document, path: str) -> list[str | None]:
    return [found.text for found in document.findall(f".//{path}", SPACES)]


def error(document) -> str | None:
    found = document.find("error", SPACES)
    return None if found is None else found.get("code")


def numbers(client, verb: str = "ListIdentifiers", **arguments) -> list[str]:
    """Of all parts of the list, as a harvester takes them."""
    document, found = ask(client, verb, **(FORMAT | arguments)), []
    while error(document) is None:
        found += [text.rpartition(":")[2] for text in texts(document, "identifier")
                  if text and text.startswith("oai:")]  # fmt: skip
        token = document.find(".//resumptionToken", SPACES)
        if token is None or not token.text:
            break
        document = ask(client, verb, resumptionToken=token.text)
    return found


def stamped(sheet: Experience, at: str) -> Experience:
    moment = dt.datetime.fromisoformat(at)
    Experience.objects.filter(pk=sheet.pk).update(changed_at=moment, status_since=moment)
    return sheet


def test_it_says_who_it_is(client, settings):
    stamped(make.published(), "2026-03-04T05:06:07.8Z")
    document = ask(client, "Identify")
    assert texts(document, "baseURL") == [f"{settings.SITE_URL}/oai"]
    assert texts(document, "protocolVersion") == ["2.0"]
    assert texts(document, "adminEmail") == [settings.SECRETARIAT_EMAIL]
    assert texts(document, "earliestDatestamp") == ["2026-03-04T05:06:07Z"]
    assert texts(document, "deletedRecord") == ["transient"]
    assert document.find("request", SPACES).attrib == {"verb": "Identify"}


def test_it_says_so_of_an_empty_portal_too(client):
    assert error(ask(client, "Identify")) is None
    assert error(ask(client, "ListRecords", **FORMAT)) == "noRecordsMatch"


def test_a_record_is_dublin_core(client, settings):
    theme = make.theme("meals", en="School meals", es="Alimentación escolar")
    origin = make.published(title="The first one")
    sheet = make.published(
        make.organization("Ministerio de Desarrollo", "CL"), title="Desayunos & almuerzos",
        language="es", themes=[theme], summary="Qué se hizo.\x0b", adapted_from=origin,
        end_year=2020,
    )  # fmt: skip
    sheet.keywords.add("cocinas")
    sheet.sources.create(title="The report", url="https://example.org/report")
    identifier = f"oai:127.0.0.1:{sheet.number}"
    document = ask(client, "GetRecord", identifier=identifier, **FORMAT)
    said = {name: texts(document, f"dc:{name}") for name in (
        "title", "creator", "subject", "description", "publisher", "identifier", "language",
        "source", "relation", "coverage", "rights",
    )}  # fmt: skip
    assert said == {
        "title": ["Desayunos & almuerzos"],
        "creator": ["Ministerio de Desarrollo"],
        "subject": ["School meals", "Alimentación escolar", "cocinas"],
        "description": ["Qué se hizo."],
        "publisher": ["IASPN Knowledge Portal"],
        "identifier": [f"{settings.SITE_URL}/id/{sheet.number}",
                       f"{settings.SITE_URL}/en/experiences/{sheet.slug}/"],
        "language": ["es"],
        "source": ["https://example.org/report"],
        "relation": [f"{settings.SITE_URL}/id/{origin.number}"],
        "coverage": ["Chile", "2012/2020"],
        "rights": ["CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"],
    }  # fmt: skip
    assert document.find(".//dc:title", SPACES).get(LANGUAGE) == "es"
    assert texts(document, "setSpec") == ["meals"]
    assert texts(document, "header/identifier") == [identifier]


def test_samples_have_no_organization_as_their_author(client):
    sheet = make.published(is_sample=True)
    document = ask(client, "GetRecord", identifier=f"oai:127.0.0.1:{sheet.number}", **FORMAT)
    assert texts(document, "dc:creator") == ["IASPN"]


def test_a_list_comes_in_parts_each_record_once(client, monkeypatch):
    monkeypatch.setattr("portal.oai.verbs.AT_ONCE", 2)
    made = [make.published() for _nth in range(5)]
    at = timezone.now()  # several of one moment, as an import makes them
    Experience.objects.update(changed_at=at, status_since=at)
    stamped(made[0], "2026-01-01T00:00:00Z")
    for verb in ("ListIdentifiers", "ListRecords"):
        assert numbers(client, verb) == [sheet.number for sheet in made]


def test_the_last_part_says_that_it_is_the_last(client, monkeypatch):
    monkeypatch.setattr("portal.oai.verbs.AT_ONCE", 2)
    for _nth in range(3):
        make.published()
    first = ask(client, "ListRecords", **FORMAT)
    (token,) = texts(first, "resumptionToken")
    assert texts(ask(client, "ListRecords", resumptionToken=token), "resumptionToken") == [None]


def test_what_changes_meanwhile_comes_once_more_and_nothing_is_left_out(client, monkeypatch):
    monkeypatch.setattr("portal.oai.verbs.AT_ONCE", 2)
    made = [stamped(make.published(), f"2026-01-0{day}T00:00:00Z") for day in (1, 2, 3, 4)]
    first = ask(client, "ListIdentifiers", **FORMAT)
    stamped(made[0], "2026-02-01T00:00:00Z")
    (token,) = texts(first, "resumptionToken")
    assert numbers(client, resumptionToken=token, metadataPrefix="oai_dc") == []  # both: refused
    rest = ask(client, "ListIdentifiers", resumptionToken=token)
    assert [text[-8:] for text in texts(rest, "identifier")] == [s.number for s in made[2:]]
    (token,) = texts(rest, "resumptionToken")
    last = ask(client, "ListIdentifiers", resumptionToken=token)
    assert [text[-8:] for text in texts(last, "identifier")] == [made[0].number]


@pytest.mark.parametrize(("asked", "days"), [
    ({"from": "2026-01-02"}, {2, 3}),
    ({"until": "2026-01-02"}, {1, 2}),
    ({"from": "2026-01-02", "until": "2026-01-02"}, {2}),
    ({"from": "2026-01-02T10:00:00Z"}, {2, 3}),
    ({"from": "2026-01-02T10:00:01Z"}, {3}),
    ({"until": "2026-01-02T10:00:00Z"}, {1, 2}),  # its last second belongs to it
    ({"until": "2026-01-02T09:59:59Z"}, {1}),
    ({"until": "9999-12-31"}, {1, 2, 3}),
    ({"from": "2026-01-04"}, set()),
])  # fmt: skip
def test_days_and_seconds_belong_to_it_at_both_ends(client, asked, days):
    made = {
        stamped(make.published(), f"2026-01-0{day}T10:00:00.5Z").number: day for day in (1, 2, 3)
    }
    assert {made[number] for number in numbers(client, **asked)} == days


def test_sets_are_themes_and_narrower_ones_are_within(client):
    broad = make.theme("cash-transfers")
    narrow = make.theme("conditional", parent=broad)
    other = make.theme("care")
    sheets = {theme: make.published(themes=[theme]) for theme in (broad, narrow, other)}
    specs = texts(ask(client, "ListSets"), "setSpec")
    assert {"cash-transfers", "cash-transfers:conditional", "care"} <= set(specs)
    within = [sheets[broad].number, sheets[narrow].number]
    assert numbers(client, set="cash-transfers") == within
    assert numbers(client, set="cash-transfers:conditional") == within[1:]
    for nothing in ("conditional", "care:conditional", "nowhere", "a:b:c", "x\0"):
        assert error(ask(client, "ListRecords", set=nothing, **FORMAT)) == "noRecordsMatch"


def test_what_was_archived_is_told_without_a_word_of_it(client, amina, chloe):
    sheet = make.published(make.ministry_of(amina), title="SECRET", summary="SECRET")
    before = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    sheet.archive(by=chloe, reason="It was not so.")
    for arguments in ({}, {"from": before}):
        answer = client.get("/oai", {"verb": "ListRecords"} | FORMAT | arguments)
        document = read(answer)
        assert document.find(".//header", SPACES).get("status") == "deleted"
        assert not document.findall(".//metadata", SPACES)
        assert b"SECRET" not in answer.content


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "withdrawn"])
def test_what_was_never_public_does_not_exist(client, amina, chloe, status):
    sheet = make.sheet(make.ministry_of(amina), status=status)
    for reader in (None, amina, chloe):
        if reader:
            client.force_login(reader)
        assert numbers(client) == []
        found = ask(client, "GetRecord", identifier=f"oai:127.0.0.1:{sheet.number}", **FORMAT)
        assert error(found) == "idDoesNotExist"


@pytest.mark.parametrize(("asked", "code"), [
    ({}, "badVerb"),
    ({"verb": "Steal"}, "badVerb"),
    ({"verb": ["Identify", "ListSets"]}, "badVerb"),
    ({"verb": "Identify", "set": "x"}, "badArgument"),
    ({"verb": "ListRecords"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
    ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-1-2"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-02",
      "until": "2026-01-02T00:00:00Z"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-02",
      "until": "2026-01-01"}, "badArgument"),
    ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": "2026-01-01T00:00:00.000000Z " + "9" * 30 + "  "},
     "badResumptionToken"),
    ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "EXP-0001\0\x0b"},
     "idDoesNotExist"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:127.0.0.1:EXP-²"},
     "idDoesNotExist"),
    ({"verb": "ListMetadataFormats", "identifier": "oai:else:EXP-0001"}, "idDoesNotExist"),
])  # fmt: skip
def test_what_is_asked_for_wrongly_is_told_in_its_words(client, asked, code):
    make.published()
    answer = client.get("/oai", asked)
    document = read(answer)
    assert error(document) == code
    if code in ("badVerb", "badArgument"):
        assert document.find("request", SPACES).attrib == {}


def test_formats_are_those_of_each_record(client):
    sheet = make.published()
    for arguments in ({}, {"identifier": f"oai:127.0.0.1:{sheet.number}"}):
        document = ask(client, "ListMetadataFormats", **arguments)
        assert texts(document, "metadataPrefix") == ["oai_dc"]


def test_it_may_be_asked_by_post(client):
    sheet = make.published()
    answer = client.post("/oai", {"verb": "ListIdentifiers"} | FORMAT)
    assert sheet.number in answer.text


def test_a_part_asks_the_same_few_questions(client, django_assert_num_queries):
    theme = make.theme("narrow", parent=make.theme("broad"))
    for _time in range(2):
        make.published(themes=[theme])
        with django_assert_num_queries(6):  # sheets, countries, themes, broader, words, sources
            ask(client, "ListRecords", **FORMAT)
        with django_assert_num_queries(3):
            ask(client, "ListIdentifiers", **FORMAT)


def test_it_walks_along_an_index():
    """Nothing is sorted, however many there are."""
    make.published()
    asked = records.Selection(timezone.now(), None, "", (timezone.now(), 1))
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
    plan = records.selected(asked)[:100].explain()
    assert "sheets_by_their_last_change" in plan
    assert "Sort" not in plan
