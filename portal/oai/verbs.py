"""The six verbs, and the document that answers each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from experiences.citing import PORTAL
from experiences.models import Experience
from portal.oai.asked import PREFIX, TOKEN, Refused, Selection, arguments
from portal.oai.records import (
    AT_ONCE,
    by_identifier,
    dublin_core,
    identifier_of,
    in_their_sets,
    records,
    selected,
    set_of,
    sets,
    stamp_of,
    told,
)

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Given = dict[str, str]


@csrf_exempt  # harvesters may ask by POST too; nothing is changed by it
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    query = request.POST if request.method == "POST" else request.GET
    with override("en"):
        return HttpResponse(_document(query), content_type="text/xml; charset=utf-8")


def _document(query: QueryDict) -> bytes:
    root = Element(
        "OAI-PMH",
        {
            "xmlns": OAI,
            "xmlns:xsi": SCHEMA,
            "xsi:schemaLocation": f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
        },
    )
    _say(root, "responseDate", stamp_of(timezone.now()))
    asked = _say(root, "request", settings.SITE_URL + reverse("oai"))
    try:
        given = arguments(query)
        said = VERBS[given["verb"]](given)
        asked.attrib.update({name: _clean(value) for name, value in given.items()})
        root.append(said)
    except Refused as refused:
        if refused.code not in ("badVerb", "badArgument"):
            asked.attrib.update({name: _clean(str(query[name])) for name in query})
        _say(root, "error", refused.told, code=refused.code)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _say(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    found = SubElement(parent, name, attributes)
    found.text = _clean(text) or None
    return found


def _clean(text: str) -> str:
    return NOT_XML.sub("", text)


# --- The verbs -----------------------------------------------------------------------------------


def _identify(given: Given) -> Element:
    said = Element("Identify")
    first = records().order_by("stamp").values_list("stamp", flat=True).first()
    for name, text in (
        ("repositoryName", PORTAL),
        ("baseURL", settings.SITE_URL + reverse("oai")),
        ("protocolVersion", "2.0"),
        ("adminEmail", settings.SECRETARIAT_EMAIL),
        ("earliestDatestamp", stamp_of(first or timezone.now())),
        ("deletedRecord", "transient"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ):
        _say(said, name, text)
    return said


def _formats(given: Given) -> Element:
    if "identifier" in given:
        by_identifier(given["identifier"])
    said = Element("ListMetadataFormats")
    one = _say(said, "metadataFormat")
    _say(one, "metadataPrefix", PREFIX)
    _say(one, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    _say(one, "metadataNamespace", OAI_DC)
    return said


def _sets(given: Given) -> Element:
    said = Element("ListSets")
    for spec, name in sets():
        one = _say(said, "set")
        _say(one, "setSpec", spec)
        _say(one, "setName", name)
    return said


def _get_record(given: Given) -> Element:
    said = Element("GetRecord")
    said.append(_record(by_identifier(given["identifier"])))
    return said


def _identifiers(given: Given) -> Element:
    return _part(given, in_their_sets, _header)


def _records(given: Given) -> Element:
    return _part(given, told, _record)


def _part(given: Given, load: Callable[[Any], Any], tell: Callable[[Any], Element]) -> Element:
    """So many at once, and where the next ones begin."""
    asked = Selection.asked(given)
    rows = list(load(selected(asked))[: AT_ONCE + 1])
    if not rows:
        raise Refused("noRecordsMatch", "Nothing that is or was public is like this.")
    said = Element(given["verb"])
    said.extend(map(tell, rows[:AT_ONCE]))
    if len(rows) > AT_ONCE:
        last = rows[AT_ONCE - 1]
        _say(said, TOKEN, asked.token(last.stamp, last.pk))
    elif asked.after:  # of a list in parts, the last one says so
        _say(said, TOKEN)
    return said


def _record(sheet: Any) -> Element:
    said = Element("record")
    said.append(_header(sheet))
    if sheet.is_published:
        _say(said, "metadata").append(_dublin_core(sheet))
    return said


def _header(sheet: Any) -> Element:
    said = Element("header", {} if sheet.is_published else {"status": "deleted"})
    _say(said, "identifier", identifier_of(sheet))
    _say(said, "datestamp", stamp_of(sheet.stamp))
    for spec in sorted(map(set_of, sheet.themes.all())):
        _say(said, "setSpec", spec)
    return said


def _dublin_core(sheet: Experience) -> Element:
    said = Element(
        "oai_dc:dc",
        {
            "xmlns:oai_dc": OAI_DC,
            "xmlns:dc": DC,
            "xmlns:xsi": SCHEMA,
            "xsi:schemaLocation": f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        },
    )
    for name, text, language in dublin_core(sheet):
        if text:
            _say(said, f"dc:{name}", str(text), **({LANGUAGE: language} if language else {}))
    return said


VERBS: dict[str, Callable[[Given], Element]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "ListIdentifiers": _identifiers,
    "ListRecords": _records,
    "GetRecord": _get_record,
}
