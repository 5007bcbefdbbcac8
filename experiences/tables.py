"""The library and the lessons for spreadsheets and programs, with the filters of their pages.

They say what their pages say: the reader's language where it exists, else the original.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, StreamingHttpResponse

from community.open_data import Writer
from community.tables import AT_ONCE, Columns, address, slugs
from experiences.lessons import Lessons
from experiences.models.told import OF_ROWS, Speaking
from experiences.search import Library


def shown_in(row: Speaking, *texts: str) -> list[str]:
    """The languages of what its cells say: the reader's as far as people translated it."""
    return list(dict.fromkeys(said.code for name in texts if (said := row.said[name])))


def by_machine(row: Speaking, *texts: str) -> bool:
    """Does one of them come from a machine, and nobody has read it yet?"""
    return any(row.said[name].is_machine for name in texts)


EXPERIENCE: Columns = {
    "number": lambda e: e.number,
    "title": lambda e: e.said["title"],
    "summary": lambda e: e.said["summary"],
    "shown_in": lambda e: shown_in(e, "title", "summary"),
    "machine_translated": lambda e: by_machine(e, "title", "summary"),
    "language": lambda e: e.language,  # it was written in
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
    "claim": lambda lesson: lesson.said["claim"],
    "because": lambda lesson: lesson.said["because"],
    "holds_where": lambda lesson: lesson.said["holds_where"],
    "does_not_hold_where": lambda lesson: lesson.said["not_where"],
    "do_differently": lambda lesson: lesson.said["do_differently"],
    "shown_in": lambda lesson: shown_in(lesson, *OF_ROWS["lesson"].texts),
    "machine_translated": lambda lesson: by_machine(lesson, *OF_ROWS["lesson"].texts),
    "phase": lambda lesson: lesson.phase,
    "polarity": lambda lesson: lesson.polarity,
    "evidence": lambda lesson: lesson.evidence,
    "confirmed_by": lambda lesson: lesson.confirmed_by,
    "contradicted_by": lambda lesson: lesson.contradicted_by,
    "language": lambda lesson: lesson.language,
    "organization_number": lambda lesson: lesson.organization.number,
    "organization": lambda lesson: lesson.organization.name,
    "country": lambda lesson: " ".join(one.iso2 for one in lesson.countries),
    "experience_number": lambda lesson: lesson.experience and lesson.experience.number,
    "countries": lambda lesson: [one.iso2 for one in lesson.countries],
    "url": address,
}


@login_not_required
def experiences(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    return write("experiences", EXPERIENCE, Library(request.GET).every_sheet(AT_ONCE))


@login_not_required
def lessons(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    return write("lessons", LESSON, Lessons(request.GET).every_lesson(AT_ONCE))
