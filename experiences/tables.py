"""The library and the lessons for spreadsheets and programs, with the filters of their pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, StreamingHttpResponse

from community.open_data import Writer
from community.tables import AT_ONCE, Columns, address, slugs
from experiences.lessons import Lessons
from experiences.search import Library

EXPERIENCE: Columns = {
    "number": lambda e: e.number,
    "title": lambda e: e.title,
    "summary": lambda e: e.summary,
    "language": lambda e: e.language,
    "organization_number": lambda e: e.organization.number,
    "organization": lambda e: e.organization.name,
    "countries": lambda e: sorted(country.iso2 for country in e.countries.all()),
    "scale": lambda e: e.scale,
    "start_year": lambda e: e.start_year,
    "end_year": lambda e: e.end_year,
    "themes": lambda e: slugs(e.themes),
    "populations": lambda e: e.populations,
    "instrument": lambda e: e.instrument,
    "maturity": lambda e: e.maturity,
    "evidence": lambda e: e.evidence,
    "licence": lambda e: e.licence,
    "published_on": lambda e: e.published_at,
    "changed_on": lambda e: e.changed_at,
    "url": address,
}
LESSON: Columns = {
    "number": lambda lesson: lesson.number,
    "claim": lambda lesson: lesson.claim,
    "because": lambda lesson: lesson.because,
    "holds_where": lambda lesson: lesson.holds_where,
    "does_not_hold_where": lambda lesson: lesson.not_where,
    "do_differently": lambda lesson: lesson.do_differently,
    "phase": lambda lesson: lesson.phase,
    "polarity": lambda lesson: lesson.polarity,
    "evidence": lambda lesson: lesson.evidence,
    "confirmed_by": lambda lesson: lesson.confirmed_by,
    "contradicted_by": lambda lesson: lesson.contradicted_by,
    "language": lambda lesson: lesson.language,
    "organization_number": lambda lesson: lesson.organization.number,
    "organization": lambda lesson: lesson.organization.name,
    "country": lambda lesson: lesson.organization.country_id,
    "experience_number": lambda lesson: lesson.experience and lesson.experience.number,
    "url": address,
}


@login_not_required
def experiences(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    return write("experiences", EXPERIENCE, Library(request.GET).every_sheet(AT_ONCE))


@login_not_required
def lessons(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    rows = Lessons(request.GET).rows().newest().as_cards()
    return write("lessons", LESSON, rows.iterator(chunk_size=AT_ONCE))
