"""Time zones under the names that people know them by: country and city, the Americas first.

Of each country one zone for each way in which its clocks go today, that of the capital first.
Cities are written as they are called at home, which every reader of the network recognizes.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterable
from unicodedata import combining, normalize

from django.utils import timezone
from django.utils.translation import gettext as _

from community.languages import colon
from members.models import Country

AMERICAS: dict[str, dict[str, str]] = {
    "AG": {"America/Antigua": "Saint John’s"},
    "AR": {"America/Argentina/Buenos_Aires": "Buenos Aires"},
    "BS": {"America/Nassau": "Nassau"},
    "BB": {"America/Barbados": "Bridgetown"},
    "BZ": {"America/Belize": "Belmopan"},
    "BO": {"America/La_Paz": "La Paz"},
    "BR": {"America/Sao_Paulo": "Brasília", "America/Manaus": "Manaus",
           "America/Rio_Branco": "Rio Branco",
           "America/Noronha": "Fernando de Noronha"},
    "CA": {"America/Toronto": "Ottawa", "America/St_Johns": "St. John’s",
           "America/Halifax": "Halifax", "America/Blanc-Sablon": "Blanc-Sablon",
           "America/Atikokan": "Atikokan", "America/Winnipeg": "Winnipeg",
           "America/Regina": "Regina", "America/Edmonton": "Edmonton",
           "America/Whitehorse": "Whitehorse", "America/Vancouver": "Vancouver"},
    "CL": {"America/Santiago": "Santiago", "America/Punta_Arenas": "Punta Arenas",
           "Pacific/Easter": "Rapa Nui"},
    "CO": {"America/Bogota": "Bogotá"},
    "CR": {"America/Costa_Rica": "San José"},
    "CU": {"America/Havana": "La Habana"},
    "DM": {"America/Dominica": "Roseau"},
    "DO": {"America/Santo_Domingo": "Santo Domingo"},
    "EC": {"America/Guayaquil": "Quito", "Pacific/Galapagos": "Galápagos"},
    "SV": {"America/El_Salvador": "San Salvador"},
    "GD": {"America/Grenada": "St. George’s"},
    "GT": {"America/Guatemala": "Ciudad de Guatemala"},
    "GY": {"America/Guyana": "Georgetown"},
    "HT": {"America/Port-au-Prince": "Port-au-Prince"},
    "HN": {"America/Tegucigalpa": "Tegucigalpa"},
    "JM": {"America/Jamaica": "Kingston"},
    "MX": {"America/Mexico_City": "Ciudad de México", "America/Cancun": "Cancún",
           "America/Matamoros": "Matamoros", "America/Ojinaga": "Ojinaga",
           "America/Hermosillo": "Hermosillo", "America/Ciudad_Juarez": "Ciudad Juárez",
           "America/Tijuana": "Tijuana"},
    "NI": {"America/Managua": "Managua"},
    "PA": {"America/Panama": "Ciudad de Panamá"},
    "PY": {"America/Asuncion": "Asunción"},
    "PE": {"America/Lima": "Lima"},
    "KN": {"America/St_Kitts": "Basseterre"},
    "LC": {"America/St_Lucia": "Castries"},
    "VC": {"America/St_Vincent": "Kingstown"},
    "SR": {"America/Paramaribo": "Paramaribo"},
    "TT": {"America/Port_of_Spain": "Port of Spain"},
    "US": {"America/New_York": "Washington, New York", "America/Chicago": "Chicago",
           "America/Denver": "Denver", "America/Phoenix": "Phoenix",
           "America/Los_Angeles": "Los Angeles", "America/Anchorage": "Anchorage",
           "America/Adak": "Adak", "Pacific/Honolulu": "Honolulu"},
    "UY": {"America/Montevideo": "Montevideo"},
    "VE": {"America/Caracas": "Caracas"},
}  # fmt: skip
ELSEWHERE: dict[str, str] = {
    "America/Puerto_Rico": "San Juan", "America/Curacao": "Willemstad",
    "America/Martinique": "Fort-de-France", "America/Cayenne": "Cayenne",
    "Europe/Lisbon": "Lisboa", "Europe/London": "London", "Europe/Madrid": "Madrid",
    "Europe/Paris": "Paris", "Europe/Zurich": "Genève", "UTC": "UTC",
}  # fmt: skip
WESTERNMOST = "Pacific/Honolulu"  # where each day ends last
CITIES = {name: city for zones in (*AMERICAS.values(), ELSEWHERE) for name, city in zones.items()}

type Choices = list[tuple[str, str | list[tuple[str, str]]]]


def city_of(name: str) -> str:
    """By what the clocks of a zone are called here; one that is not on the list keeps its own."""
    return CITIES.get(name) or name.rpartition("/")[2].replace("_", " ")


def today_in(zone: str) -> dt.date:
    """The day that a place has not left yet: in the Americas it is evening when UTC begins the
    next one. Where nobody has said which clocks are meant, and east of UTC, it ends with UTC."""
    today = timezone.localdate()
    return min(today, timezone.localdate(timezone=zoneinfo.ZoneInfo(zone))) if zone else today


def in_yesterday() -> list[str]:
    """The zones that have not left yesterday yet."""
    today = timezone.localdate()
    return [zone for zone in CITIES if today_in(zone) < today]


def choices(day: dt.date, *, kept: str = "") -> Choices:
    """To choose from, with what each is ahead of UTC on ``day``; ``kept`` was chosen before."""
    here = [
        (name, _named(f"{country}{colon()} {city}", name, day))
        for country, zones in _by_country()
        for name, city in zones.items()
    ]
    others = dict(ELSEWHERE) if kept in {"", *CITIES} else {kept: city_of(kept), **ELSEWHERE}
    there = [(name, _named(city, name, day)) for name, city in others.items()]
    return [("", "–"), (_("The Americas"), here), (_("Elsewhere"), there)]


def _by_country() -> Iterable[tuple[str, dict[str, str]]]:
    return [
        (country.name, AMERICAS[country.iso2])
        for country in Country.objects.in_order()
        if country.iso2 in AMERICAS
    ]


def _named(label: str, name: str, day: dt.date) -> str:
    """“Chile: Santiago (UTC−03:00)”."""
    at_noon = dt.datetime.combine(day, dt.time(12), zoneinfo.ZoneInfo(name))
    hours = f"{at_noon:%z}".replace("-", "−")
    return label if name == "UTC" else f"{label} (UTC{hours[:3]}:{hours[3:]})"


def of_place(place: str) -> str:
    """Of a city or a country that the words name; empty where they name none, or several.

    A country rules: *San Juan, Argentina* is not that of Puerto Rico.
    """
    words = _folded(place)
    for country in Country.objects.filter(iso2__in=AMERICAS):
        names = (country.name_en, country.name_es, country.name_pt, country.name_fr)
        if _names(words, names):
            zones = AMERICAS[country.iso2]
            return next(iter(_of_cities(words, zones)), next(iter(zones)))
    found = _of_cities(words, CITIES)
    return found[0] if len(found) == 1 else ""


def _of_cities(words: str, zones: dict[str, str]) -> list[str]:
    return [name for name, cities in zones.items() if _names(words, cities.split(", "))]


def _names(words: str, spoken: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(_folded(one))}\b", words) for one in spoken if one)


def of_country(country: Country | None) -> str:
    """Of its capital."""
    return next(iter(AMERICAS.get(country.iso2, {})), "") if country else ""


def _folded(text: str) -> str:
    """Without accents and capitals."""
    return "".join(one for one in normalize("NFKD", text.casefold()) if not combining(one))
