"""How long "Is this you?" takes among N organizations (10,000 unless given), and by which plan.

PORTAL_MODE=demo .venv/bin/python bench/duplicates.py [N]

The organizations are made in a transaction that is rolled back: nothing stays. Their names are
those of a hundred ministries and institutes over all countries, a few words changed, so that a
common name has hundreds of namesakes.
"""

import os
import random
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402

from members.models import Country, Organization  # noqa: E402

HEADS = (
    "Ministerio de", "Secretaría de", "Instituto Nacional de", "Ministry of", "Department of",
    "Ministério da", "Secretaria Municipal de", "Ministère de", "Fundación para", "Agency for",
)  # fmt: skip
TAILS = (
    "Desarrollo Social", "Desarrollo e Inclusión Social", "la Familia", "Social Development",
    "Labour and Social Security", "Assistência Social", "Protección Social", "la Mujer",
    "Affaires sociales", "Niñez y Adolescencia", "Public Health", "Vivienda y Hábitat",
)  # fmt: skip
PLACES = ("", "", "", "del Norte", "de la Provincia", "of the Islands", "do Estado", "del Sur")
ASKED = (
    {"name": "Ministerio de Desarrollo Social", "acronym": "MDS", "country": "UY"},
    {"name": "Ministry of Social Development and Family", "acronym": "MSDF", "country": "JM"},
    {"name": "Мinistеriо dе Dеsarrоllо Sосial"},
    {"name": "Ministerio"},
    {"name": "mides", "acronym": "mides"},
    {"domain": "mides.gub-uy.com"},
    {"name": "Universidad Católica de la Santísima Concepción", "acronym": "UCSC"},
)


def fill(number: int) -> None:
    draw = random.Random(5)
    countries = list(Country.objects.values_list("pk", flat=True))
    rows = []
    for place in range(number):
        words = [draw.choice(HEADS), draw.choice(TAILS), draw.choice(PLACES)]
        acronym = "".join(word[0] for word in " ".join(words).split()).upper() + str(place % 97)
        rows.append(
            Organization(
                name=" ".join(filter(None, words)),
                name_en=f"Organization {draw.choice(TAILS)} {place}",
                acronym=acronym,
                email_domain=f"{acronym.lower()}{place}.gob.example",
                kind="ministry",
                status="approved",
                slug=f"bench-{place}",
                country_id=draw.choice(countries),
                languages=["es"],
            )
        )
    Organization.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_name, members_organization")


def measure(words: dict[str, str]) -> tuple[float, float, int]:
    """Best and median of thirty, in milliseconds, and how many were found."""
    times = []
    for _attempt in range(30):
        start = time.perf_counter()
        rows = Organization.objects.approved().resembling(**words).as_cards()
        found = list(rows[:5])
        times.append((time.perf_counter() - start) * 1000)
    return min(times), statistics.median(times), len(found)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with transaction.atomic():
        fill(number)
        print(f"{number} organizations; best ms, median ms, found")
        for words in ASKED:
            best, median, found = measure(words)
            print(f"{best:8.1f} {median:8.1f} {found:3}  {words}")
        print(Organization.objects.approved().resembling(**ASKED[0])[:5].explain(analyze=True))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
