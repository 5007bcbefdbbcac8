"""Writing the sample content. What is there already is left alone: people may have changed it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from community.languages import CODES
from community.models import Synonym, Theme
from community.models.themes import themes_today
from exchanges.models import Exchange, ExchangeSource, Party, YearCounter
from experiences.models import Experience, Figure, Lesson, Source
from members.models import Commitment, Country, CountryFact, Name, Organization
from members.vocabulary import NameKind
from portal.sample.other_names import OTHER_NAMES
from portal.sample.reading import KINDS, Record, day_of, in_two_lengths, read, records, state_of


def load(*, only_vocabulary: bool = False) -> dict[str, int]:
    """Everything, in one transaction; how many of each were new."""
    with transaction.atomic():
        vocabulary = {
            "themes": themes(),
            "commitments": commitments(),
            "country facts": country_facts(),
        }
        if only_vocabulary:
            return vocabulary
        return vocabulary | {
            "organizations": organizations(),
            "other names": other_names(),
            "experiences": experiences(),
            "exchanges": exchanges(),
        }


def themes() -> int:
    present = set(Theme.every.values_list("slug", flat=True))
    rows = sorted(records("themes"), key=lambda row: row["parent"] is not None)
    for row in rows:
        if row["slug"] not in present:
            theme(row)
    scope_notes()
    everyday_words()
    return len([row for row in rows if row["slug"] not in present])


def theme(row: Record) -> None:
    made = Theme.objects.create(
        slug=row["slug"],
        name=row["labels"]["en"],
        parent=Theme.every.get(slug=row["parent"]).today if row["parent"] else None,
        scope_note_en=row["definition"],
        reference=row["reference"],
        **{f"label_{code}": row["labels"][code] for code in CODES},
    )
    words = [
        Synonym(theme=made, language=code, text=text, is_label=text == row["labels"][code])
        for code in CODES
        for text in dict.fromkeys([row["labels"][code], *row["synonyms"][code]])
    ]
    Synonym.objects.bulk_create(words)


def scope_notes() -> None:
    """Where nobody has written one: also for themes that were loaded before there were any."""
    notes = read("theme-notes")
    for theme in Theme.objects.filter(slug__in=notes):
        fields = {f"scope_note_{code}": text for code, text in notes[theme.slug].items()}
        empty = [name for name in fields if not getattr(theme, name)]
        for name in empty:
            setattr(theme, name, fields[name])
        if empty:
            theme.save(update_fields=empty)


WORDS = ("everyday-words", "further-words", "spoken-words", "asked-words")


def everyday_words() -> None:
    """As people ask for it who do not speak as ministries do, and as other institutions do.

    For the search alone, and not again where somebody took one out: those of a file and a theme
    come all or none.
    """
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    said = set(Synonym.objects.values_list("theme__slug", "language", "text"))
    for name in WORDS:
        for slug, words in read(name).items():
            rows = [(code, text) for code, texts in words.items() for text in texts]
            if slug in themes and not any((slug, *row) in said for row in rows):
                made = [
                    Synonym(theme=themes[slug], language=code, text=text, is_shown=False)
                    for code, text in rows
                ]
                Synonym.objects.bulk_create(made)


def organizations() -> int:
    present = set(Organization.objects.values_list("slug", flat=True))
    by_slug = {theme.slug: theme.today for theme in Theme.every.select_related("merged_into")}
    new = [row for row in records("organizations") if row["slug"] not in present]
    for row in new:
        made = Organization.objects.create(
            status="approved",
            is_sample=True,
            kind=KINDS[row["kind"]],
            country_id=row["country"] or None,
            **{name: row[name] for name in ORGANIZATION_FIELDS},
        )
        made.knows.set([by_slug[slug] for slug in row["themes"]])
    return len(new)


def other_names() -> int:
    """Also known as: for those of the sample that nobody has given another name yet."""
    bare = Organization.objects.filter(is_sample=True, slug__in=OTHER_NAMES).exclude(
        names__kind=NameKind.ALIAS
    )
    new = [
        Name(organization=one, kind=NameKind.ALIAS, text=text)
        for one in bare
        for text in OTHER_NAMES[one.slug]
    ]
    Name.objects.bulk_create(new)
    return len(new)


ORGANIZATION_FIELDS = (
    "slug",
    "name",
    "name_en",
    "acronym",
    "website",
    "description",
    "description_language",
    "languages",
    "source_url",
)


def experiences() -> int:
    present = set(Experience.objects.values_list("slug", flat=True))
    new = [row for row in records("experiences") if row["slug"] not in present]
    now = timezone.now()
    for place, row in enumerate(new):
        experience(row, now - dt.timedelta(minutes=place))
    return len(new)


def experience(row: Record, at: dt.datetime) -> None:
    summary, overview = in_two_lengths(row["summary"])
    organization = Organization.objects.get(slug=row["organization"])
    made = Experience.objects.create(
        organization=organization,
        status="published",
        is_sample=True,
        summary=summary,
        overview=overview,
        populations=row["target_populations"],
        problem=row["context"],
        published_at=at,
        reviewed_at=timezone.now() + dt.timedelta(minutes=1),  # nothing has changed since
        **{name: row[name] for name in EXPERIENCE_FIELDS},
    )
    made.themes.set(Theme.objects.filter(slug__in=themes_today(row["themes"])))
    made.keywords.set(row["tags"])
    made.countries.set(Country.objects.filter(iso2__in=row["countries"]))
    parts_of(made, row)


EXPERIENCE_FIELDS = (
    "slug",
    "title",
    "language",
    "programme",
    "start_year",
    "end_year",
    "what_was_done",
    "results",
    "conditions_for_transfer",
)


def parts_of(made: Experience, row: Record) -> None:
    Lesson.objects.bulk_create(
        Lesson(
            experience=made,
            organization=made.organization,
            language=made.language,
            position=place,
            claim=lesson["lesson"],
            because=lesson["evidence"],
            do_differently=lesson["recommendation"],
        )
        for place, lesson in enumerate(row["lessons_learned"])
    )
    Figure.objects.bulk_create(
        Figure(experience=made, position=place, **figure)
        for place, figure in enumerate(row["coverage"])
    )
    Source.objects.bulk_create(
        Source(experience=made, position=place, **source)
        for place, source in enumerate(row["sources"])
    )


def exchanges() -> int:
    present = set(Exchange.objects.exclude(slug="").values_list("slug", flat=True))
    new = [row for row in records("exchanges") if row["slug"] not in present]
    for row in new:
        exchange(row)
    return len(new)


def exchange(row: Record) -> None:
    first, last = row["start_year"], row["end_year"] or row["start_year"]
    year = first or timezone.localdate().year
    made = Exchange.objects.create(
        number=f"EXC-{year}-{YearCounter.next(year):03d}",
        slug=row["slug"],
        is_sample=True,
        title=row["title"],
        language=row["language"],
        status=state_of(row, timezone.localdate()),
        status_since=day_of(last, 12, 31),
        opened_at=day_of(first, 1, 1),
        organization=_organization(row["requesting"][0]["organization"]),
        result_wanted=row["objective"],
        activities_on_record=row["activities"],
        results_on_record=row["results"],
        wider_learning=row["wider_learning"],
        funding="",
        start_year=row["start_year"],
        end_year=row["end_year"],
    )
    made.themes.set(Theme.objects.filter(slug__in=themes_today(row["themes"])))
    made.related_experiences.set(Experience.objects.filter(slug__in=row["related_experiences"]))
    for role, who in parties_in(row):
        party(made, role, who)
    ExchangeSource.objects.bulk_create(
        ExchangeSource(exchange=made, position=place, **source)
        for place, source in enumerate(row["sources"])
    )


def parties_in(row: Record) -> list[tuple[str, Record]]:
    """Role and ``{country, organization}`` of each, in the order of the sources."""
    found = [("recipient", who) for who in row["requesting"]]
    found.append(("first-provider", row["first_provider"]))
    if row["second_provider"]:
        found.append(("second-provider", row["second_provider"]))
    if row["facilitator"]:
        found.append(("facilitator", {"organization": row["facilitator"], "country": ""}))
    return found


def party(exchange: Exchange, role: str, who: Record) -> None:
    organization = _organization(who["organization"])
    country = who["country"] or (organization.country_id if organization else None)
    Party.objects.create(
        exchange=exchange,
        organization=organization,
        country_id=country or None,
        role=role,
        state="accepted",
        answered_at=exchange.opened_at,
    )


def _organization(slug: str) -> Organization | None:
    return Organization.objects.filter(slug=slug).first() if slug else None


def commitments() -> int:
    present = set(Commitment.objects.values_list("slug", flat=True))
    new = [row for row in records("priorities") if row["slug"] not in present]
    for row in new:
        made = Commitment.objects.create(
            title_en=row["title"]["en"],
            title_es=row["title"]["es"],
            summary_en=row["summary"]["en"],
            summary_es=row["summary"]["es"],
            **{name: row[name] for name in ("slug", "body", "year", "source_url")},
        )
        made.themes.set(Theme.objects.filter(slug__in=themes_today(row["themes"])))
    return len(new)


def country_facts() -> int:
    """What the secretariat has brought up to date stays so."""
    present = set(CountryFact.objects.values_list("country_id", "kind"))
    rows = [CountryFact(country_id=row.pop("country"), **row) for row in records("country-facts")]
    new = [fact for fact in rows if (fact.country_id, fact.kind) not in present]
    CountryFact.objects.bulk_create(new)
    return len(new)
