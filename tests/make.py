"""Plain functions that make what a test needs. The same people everywhere:

Amina, focal point of the ministry that asks; Boris, focal point of another country's ministry;
Chloe of the secretariat; and the visitor, who has no account.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from community.models import Person, Theme
from community.uploads import receive
from exchanges.models import Exchange
from experiences.models import Attachment, Block, Experience, Lesson
from members.countries import STATES
from members.models import Country, Organization
from tests import files

PASSWORD = "long-enough-for-a-test"
_counter = itertools.count(1)
_FACTS = {state.iso2: state for state in STATES}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside has not happened afterwards: many cases on what was made once."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def person(email: str = "", **fields: Any) -> Person:
    """Somebody with a verified address."""
    number = next(_counter)
    fields = {"name": f"Person {number}", "language": "en", **fields}
    made = Person.objects.create_user(email or f"person{number}@example.org", PASSWORD, **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def country(iso2: str = "CL") -> Country:
    """A country as the migration makes it; a flushed database has lost it."""
    fact = _FACTS[iso2]
    names = {f"name_{code}": getattr(fact, code) for code in ("en", "es", "pt", "fr")}
    made, _new = Country.objects.get_or_create(
        iso2=iso2,
        defaults={
            **names,
            "subregion": fact.subregion,
            "groupings": fact.groupings.split(),
            "languages": fact.languages.split(),
        },
    )
    return made


def theme(slug: str = "cash-transfers", parent: Theme | None = None, **labels: str) -> Theme:
    """A theme whose four labels default to its slug; ``es="…"`` sets the Spanish one."""
    name = labels.get("en") or slug.replace("-", " ").capitalize()
    made = Theme.objects.create(
        slug=slug,
        name=name,
        parent=parent,
        label_en=name,
        label_es=labels.get("es", name),
        label_pt=labels.get("pt", name),
        label_fr=labels.get("fr", name),
    )
    for code in ("en", "es", "pt", "fr"):
        made.synonyms.create(language=code, text=getattr(made, f"label_{code}"), is_label=True)
    return made


def organization(name: str = "", iso2: str = "CL", **fields: Any) -> Organization:
    """An approved ministry."""
    number = next(_counter)
    fields = {
        "kind": "ministry",
        "status": "approved",
        "slug": f"organization-{number}",
        "languages": ["es"],
        "country": country(iso2) if iso2 else None,
        **fields,
    }
    return Organization.objects.create(name=name or f"Ministerio {number}", **fields)


def member(of: Organization, role: str = "editor", **fields: Any) -> Person:
    """Somebody who acts in the name of ``of``."""
    made = person(**fields)
    of.memberships.create(person=made, role=role, confirmed_at=timezone.now())
    return made


def amina(ministry: Organization | None = None) -> Person:
    """Focal point of the ministry that asks (Chile's unless given)."""
    ministry = ministry or organization("Ministerio de Desarrollo Social", "CL")
    return member(ministry, "focal_point", email="amina@example.org", name="Amina Reyes")


def boris(ministry: Organization | None = None) -> Person:
    """Focal point of another country's ministry (Jamaica's unless given)."""
    ministry = ministry or organization("Ministry of Labour", "JM")
    return member(ministry, "focal_point", email="boris@example.org", name="Boris Clarke")


def chloe() -> Person:
    """An officer of the secretariat, who signs in with a second factor."""
    made = person("chloe@example.org", name="Chloe Baptiste", is_staff=True, is_superuser=True)
    Authenticator.objects.create(user=made, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return made


def ministry_of(somebody: Person) -> Organization:
    """The organization a made person acts for."""
    return Organization.objects.of(somebody).get()


def sheet(by: Organization, **fields: Any) -> Experience:
    """A complete draft of the short sheet, ready to be submitted."""
    number = next(_counter)
    themes = fields.pop("themes", None) or [
        Theme.objects.filter(slug="cash-transfers").first() or theme()
    ]
    countries = fields.pop("countries", None) or [by.country or country("CL")]
    lessons = fields.pop("lessons", ["Talk to the families first."])
    fields = {
        "title": f"Experience {number}",
        "slug": f"experience-{number}",
        "language": "en",
        "summary": "What was done and what came of it.",
        "scale": "national",
        "start_year": 2012,
        "populations": ["children"],
        "problem": "Families did not know their rights.",
        "what_was_done": "Visits to every home.",
        "results": "More families receive what is theirs.",
        "what_did_not_work": "Paper forms were lost.",
        **fields,
    }
    made = Experience.objects.create(organization=by, **fields)
    made.themes.set(themes)
    made.countries.set(countries)
    for place, claim in enumerate(lessons):
        Lesson.objects.create(
            experience=made, organization=by, language=made.language, claim=claim, position=place
        )
    return made


def published(by: Organization | None = None, **fields: Any) -> Experience:
    """A sheet that everybody can read."""
    made = sheet(by or organization(), **fields)
    now = timezone.now()
    Experience.objects.filter(pk=made.pk).update(
        status="published", published_at=now, reviewed_at=now
    )
    made.refresh_from_db()
    return made


def block(of: Experience, title: str = "A registry of families", **fields: Any) -> Block:
    """A building block of ``of``, its last one."""
    fields = {
        "kind": "registry",
        "purpose": "To know who is entitled.",
        "how": "Nurses bring the lists.",
        "position": of.blocks.count(),
        **fields,
    }
    return Block.objects.create(experience=of, title=title, **fields)


def attachment(to: Experience, name: str = "Manual.pdf", content: bytes = b"", **fields: Any):
    """A described file of ``to``, a small PDF unless given."""
    content = content or files.PDF.replace(b"1 0", b"%d 0" % next(_counter))  # no two are the same
    by = fields.pop("by", None) or member(to.organization)
    made = Attachment.add(to, receive(files.upload(name, content)), by=by)
    alt = "Two women at a door" if made.is_picture else ""
    for field, value in {"credit": "MDS, 2024", "alt": alt, **fields}.items():
        setattr(made, field, value)
    made.save()
    return made


def request(by: Person, **fields: Any) -> Exchange:
    """A complete draft of a request of the organization that ``by`` acts for."""
    themes = fields.pop("themes", None) or [
        Theme.objects.filter(slug="cash-transfers").first() or theme()
    ]
    fields = {
        "title": "Learn to visit families",
        "language": "en",
        "need": "We want to reach families who do not come to us.",
        "result_wanted": "Visit ten thousand families.",
        "instruments": ["study-visit"],
        **fields,
    }
    made = Exchange(organization=ministry_of(by), **fields)
    made.draft(by=by)
    made.themes.set(themes)
    return made
