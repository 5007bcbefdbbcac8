"""What invented organizations and texts are called, in four languages, and how often each comes.

A few countries, themes and words come often and most seldom, as in life (Zipf's law).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate

LANGUAGES = ("en", "es", "pt", "fr")
HEADS = {
    kind: dict(zip(LANGUAGES, heads, strict=True))
    for kind, *heads in (
        line.split("|")
        for line in """\
ministry|Ministry of|Ministerio de|Ministério de|Ministère de
agency|Agency for|Instituto de|Instituto de|Agence de
subnational|District Office of|Secretaría Municipal de|Secretaria Municipal de|Direction départementale de
cooperation|Cooperation Fund for|Fondo de Cooperación de|Fundo de Cooperação de|Fonds de coopération de
international|International Council for|Consejo Internacional de|Conselho Internacional de|Conseil international de
subregional|Subregional Committee for|Comité Subregional de|Comitê Sub-regional de|Comité sous-régional de
ngo|Foundation for|Fundación para|Fundação para|Fondation pour
private|Consultants in|Consultores en|Consultores em|Cabinet de
academia|University Chair of|Cátedra de|Cátedra de|Chaire de
social-partner|Union of Workers in|Sindicato de|Sindicato de|Syndicat de
""".splitlines()
    )
}
KINDS = ("ngo", "subnational", "agency", "ministry", "academia", "private", "social-partner",
         "cooperation", "international", "subregional")  # fmt: skip
FIRST = ("Ana", "Carlos", "Marie", "João", "Grace", "Luis", "Nadège", "Devon", "Inés", "Rafael")
LAST = ("Reyes", "Clarke", "Baptiste", "Almeida", "Soto", "Louis", "Rivers", "Quispe", "Gómez")
WORDS = {
    "en": "families visits registry payment community workers households support school health services district network training evaluation".split(),
    "es": "familias visitas registro pago comunidad trabajadores hogares apoyo escuela salud servicios municipio red capacitación evaluación".split(),
    "pt": "famílias visitas cadastro pagamento comunidade trabalhadores domicílios apoio escola saúde serviços município rede formação avaliação".split(),
    "fr": "familles visites registre paiement communauté travailleurs ménages appui école santé services district réseau formation évaluation".split(),
}


class Chance:
    """Draws that are the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)  # noqa: S311 - invented content, no secret

    def often[Thing](self, things: Sequence[Thing], number: int = 1) -> list[Thing]:
        """The second half as often as the first, the third a third as often, and so on."""
        weights = list(accumulate(1 / rank for rank in range(1, len(things) + 1)))
        return self.random.choices(things, cum_weights=weights, k=number)

    def some[Thing](self, things: Sequence[Thing], most: int) -> list[Thing]:
        """One to ``most`` different ones."""
        return list(dict.fromkeys(self.often(things, self.random.randint(1, most))))

    def text(self, language: str, words: int, about: str = "") -> str:
        said = " ".join(self.often(WORDS[language], words))
        return f"{about} {said}".strip().capitalize() + "."
