"""How well the search finds: nDCG@10 and recall@20 for judged queries, on the loaded sample.

PORTAL_MODE=demo .venv/bin/python bench/relevance.py [file]
"""

import json
import math
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()

from experiences.conditions import Filters  # noqa: E402
from experiences.models import Experience  # noqa: E402
from experiences.ranking import hits, match  # noqa: E402
from experiences.understanding import understand  # noqa: E402


def gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def measure(query: dict, slugs: dict[int, str]) -> tuple[float, float, list[str]]:
    wording = understand(query["query"])
    nothing = Filters({})
    found = [
        slugs[pk] for pk in hits(wording, match(wording, nothing), nothing, "relevance", 0, 20)
    ]
    grades = {one["slug"]: one["grade"] for one in query["relevant"]}
    best = gain(sorted(grades.values(), reverse=True)[:10])
    ndcg = gain([grades.get(slug, 0) for slug in found[:10]]) / best
    recall = len(set(found) & set(grades)) / min(len(grades), 20)
    return ndcg, recall, found


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ROOT / "data" / "queries-examples.json"
    slugs = dict(Experience.objects.published().values_list("pk", "slug"))
    scores = []
    for query in json.loads(Path(name).read_text()):
        ndcg, recall, found = measure(query, slugs)
        scores.append((ndcg, recall))
        print(f"{query['id']}  {ndcg:.3f}  {recall:.3f}  {len(found):2}  {query['query']}")
        if "-v" in sys.argv or os.environ.get("VERBOSE"):
            grades = {one["slug"]: one["grade"] for one in query["relevant"]}
            print("     ", [f"{slug}:{grades.get(slug, 0)}" for slug in found])
            print("      missed", [slug for slug in grades if slug not in found])
            print(
                "      ",
                [
                    (p.words, p.sheets, round(p.weight, 2), bool(p.concept))
                    for p in understand(query["query"]).parts
                ],
                understand(query["query"]).corrected,
            )
    ndcg, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    print(f"mean  {ndcg:.3f}  {recall:.3f}")


if __name__ == "__main__":
    main()
