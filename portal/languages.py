"""Addresses under /en/ /es/ /pt/ /fr/: Portuguese is ``pt`` outside and ``pt-br`` inside."""

from typing import Any

from django.http import HttpRequest
from django.urls import LocalePrefixPattern, URLResolver
from django.utils.translation import get_language_info

from community.languages import CODES, current, interface


class LanguagePrefix(LocalePrefixPattern):
    @property
    def language_prefix(self) -> str:
        return f"{current()}/"


def in_each_language(*patterns: Any) -> list[URLResolver]:
    """What ``i18n_patterns`` does, with our prefixes."""
    return [URLResolver(LanguagePrefix(), list(patterns))]


def _in(code: str, path: str) -> str:
    """Nothing but the language differs between the addresses of a page."""
    prefix = f"/{current()}/"
    return f"/{code}/{path.removeprefix(prefix)}" if path.startswith(prefix) else path


def links(request: HttpRequest) -> list[dict[str, Any]]:
    """This same page in each language, with its filters."""
    return [
        {
            "code": code,
            "bcp47": "pt-BR" if code == "pt" else code,
            "name": get_language_info(interface(code))["name_local"].split(" ")[0].capitalize(),
            "short": code.upper(),
            "url": _in(code, request.get_full_path()),
            "current": code == current(),
        }
        for code in CODES
    ]
