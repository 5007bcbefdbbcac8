"""From words to a kind of organization, in any of the four languages.

*ministère du développement social* finds every ministry of social development, also one that has
no French name. Small words, accents and capitals do not matter.
"""

import re
from functools import cache
from unicodedata import combining, normalize

from community.languages import CODES, speaking
from members.vocabulary import OrganizationKind

TELLING = 4  # letters of a word that counts: "of", "do" and "des" do not
type Run = tuple[str, ...]


def kind_in(words: list[str]) -> tuple[str, list[str]]:
    """The kind that a run of the words is the name of, and the other words; "" for none."""
    said = [(place, _bare(word)) for place, word in enumerate(words) if len(word) >= TELLING]
    for label, kind in _labels().items():
        for start in range(len(said) - len(label) + 1):
            run = said[start : start + len(label)]
            if tuple(word for _place, word in run) == label:
                return kind, words[: run[0][0]] + words[run[-1][0] + 1 :]
    return "", words


@cache
def _labels() -> dict[Run, str]:
    """Those of several words first."""
    found: dict[Run, str] = {}
    for code in CODES:
        with speaking(code):
            found |= {_run(str(kind.label)): str(kind) for kind in OrganizationKind}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _run(label: str) -> Run:
    return tuple(_bare(word) for word in re.findall(r"[\w-]+", label) if len(word) >= TELLING)


def _bare(word: str) -> str:
    return "".join(c for c in normalize("NFD", word.casefold()) if not combining(c))
