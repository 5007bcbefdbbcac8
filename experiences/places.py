"""Countries among words: by their names in four languages, in short, and by who lives there.

*San Vicente*, *St. Vincent*, *EE.UU.*, *programa brasileño*. Words of a name mean nothing else:
*San* is not *SAN*, food security in Spanish.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from community.concepts import bare
from members.countries import STATES

REST = re.compile(r" (and|y|e|et|of|de|da|d) .*")
ARTICLE = re.compile(r"^(el|la|las|los|le|les|the|o|os|a|as) ")
SAINTS = (("saint ", "st "), ("sainte ", "ste "), ("santa ", "sta "))
OTHERWISE = {
    "US": ["usa", "eeuu", "ee uu", "eua"],
    "DO": ["rep dominicana"],
    "TT": ["tobago", "tabago"],
}
# How words begin for the people of a country and what is theirs, as in *chilenas* and *chilienne*.
PEOPLE = {
    "AG": "antiguan", "AR": "argentin", "BB": "barbadian barbadens barbadien",
    "BO": "bolivian bolivien", "BR": "brazilian brasilen brasileir bresilien",
    "BS": "bahamian bahamen bahamien", "BZ": "belizean belicen belizenh belizien",
    "CA": "canadian canadien canadens", "CL": "chilean chilen chilien",
    "CO": "colombian colombien", "CR": "costarric costarriqu costaricain costaricien",
    "CU": "cuban cubain", "DM": "dominiquais", "DO": "dominican dominicain",
    "EC": "ecuadorian ecuadorean ecuatorian equatorian equatorien",
    "GD": "grenadian granadens", "GT": "guatemaltec guatemalan guatemalteque",
    "GY": "guyanese guyanes guyanais guianens", "HN": "honduran honduren hondurenh hondurien",
    "HT": "haitian haitien", "JM": "jamaican jamaiquin jamaicain", "MX": "mexican mexicain",
    "NI": "nicaraguan nicaraguens nicaraguen", "PA": "panamanian panamen panameen",
    "PE": "peruvian peruan peruvien", "PY": "paraguayan paraguay paraguaian",
    "SR": "surinam", "SV": "salvadorean salvadoran salvadoren salvadorien",
    "TT": "trinidadian trinitens trinidadien",
    "US": "estadounidens estadunidens etatsunien",
    "UY": "uruguayan uruguay uruguaian", "VC": "vincentian vicentin",
    "VE": "venezuelan venezolan venezuelien",
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """A country named by ``size`` words from place ``start``."""

    start: int
    size: int
    iso2: str
    names: tuple[str, ...]  # what sheets of that country, and those that speak of it, say
    by_sign: bool = False  # *USA*, which may be another word in a sheet

    @property
    def is_of_words(self) -> bool:
        """Is its name several words in every language, without articles?"""
        return all(" " in ARTICLE.sub("", name) for name in self.names)

    @property
    def is_of_common_words(self) -> bool:
        """Words that stand in many sheets for something else."""
        return self.iso2 == "US"

    @property
    def begins(self) -> tuple[str, ...]:
        """How words begin for the people of the country, and what is theirs."""
        return tuple(PEOPLE.get(self.iso2, "").split())

    @property
    def places(self) -> range:
        return range(self.start, self.start + self.size)


def _plain(name: str) -> str:
    return re.sub(r"\W+", " ", bare(name))


@cache
def _known() -> tuple[dict[tuple[str, ...], str], dict[str, tuple[str, ...]]]:
    """Countries by the words of their names, and how each is called in the four languages."""
    by_words: dict[tuple[str, ...], str] = {}
    called: dict[str, tuple[str, ...]] = {}
    for state in STATES:
        names = [_plain(name) for name in (state.en, state.es, state.pt, state.fr)]
        short = [REST.sub("", name) for name in names]
        saints = [
            name.replace(saint, st, 1)
            for name in [*names, *short]
            for saint, st in SAINTS
            if name.startswith(saint)
        ]
        called[state.iso2] = tuple(dict.fromkeys(short))
        for name in [*names, *short, *saints, *OTHERWISE.get(state.iso2, [])]:
            by_words.setdefault(tuple(name.split()), state.iso2)
    return by_words, called


@cache
def spelled() -> tuple[str, ...]:
    """Names of one word, and how words for people of a country begin."""
    names = [words[0] for words in _known()[0] if len(words) == 1]
    return (*names, *(begins for people in PEOPLE.values() for begins in people.split()))


@cache
def _longest() -> int:
    return max(len(words) for words in _known()[0])


def _of_people(word: str) -> str:
    for iso2, beginnings in PEOPLE.items():
        if any(word.startswith(begins) for begins in beginnings.split()):
            return iso2
    return ""


def named(words: Sequence[str]) -> list[Named]:
    """In their order; of names within each other the longest."""
    by_words, called = _known()
    plain = [_plain(word) for word in words]
    found: list[Named] = []
    start = 0
    while start < len(plain):
        for size in range(min(_longest(), len(plain) - start), 0, -1):
            if iso2 := by_words.get(tuple(plain[start : start + size])):
                by_sign = " ".join(plain[start : start + size]) in OTHERWISE.get(iso2, [])
                found.append(Named(start, size, iso2, called[iso2], by_sign=by_sign))
                break
        else:
            size = 1
            if iso2 := _of_people(plain[start]):
                found.append(Named(start, size, iso2, called[iso2]))
        start += size
    return found
