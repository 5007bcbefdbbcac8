"""What Amina types when she registers her ministry, part by part."""

from typing import Any

from django.test import Client

from members.models import Registration

REGISTER = "/en/organizations/register/"
ANSWERS: dict[str, dict[str, Any]] = {
    "kind": {"kind": "ministry"},
    "names": {
        "name": "Ministerio de Inclusión",
        "name_en": "Ministry of Inclusion",
        "acronym": "MIDI",
        "country": "CL",
    },
    "contact": {
        "website": "https://midi.gob.example",
        "official_email": "despacho@midi.gob.example",
        "email_domain": "",
    },
    "work": {
        "description": "Atiende a las familias.",
        "description_language": "es",
        "languages": ["es"],
    },
    "themes": {"knows": ["cash-transfers"], "seeks": []},
}


def part_of(field: str) -> str:
    """The part that asks for ``field``."""
    own = {"is_national_focal": "names", "interests": "work"}
    return own.get(field) or next(part for part, answers in ANSWERS.items() if field in answers)


def fill(client: Client, language: str = "en", **changes: Any) -> None:
    """Go through all parts, with ``changes`` where they belong."""
    for part, answers in ANSWERS.items():
        own = {field: value for field, value in changes.items() if part_of(field) == part}
        client.post(f"/{language}/organizations/register/{part}/", answers | own)


def send(client: Client, language: str = "en") -> Any:
    key = Registration.objects.latest("pk").key
    return client.post(f"/{language}/organizations/register/send/", {"registration": str(key)})


def register(client: Client, **changes: Any) -> Any:
    """All of it in one sitting; the answer to the last click."""
    fill(client, **changes)
    return send(client)
