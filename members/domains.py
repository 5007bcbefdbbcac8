"""E-mail domains: written in one way, so that they can be compared, proven and told apart."""

import re

from members.lookalikes import folded

# An address there says nothing about who somebody works for.
FREE_MAIL = {
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.es", "hotmail.com.br", "hotmail.fr",
    "outlook.com", "outlook.es", "outlook.com.br", "live.com", "msn.com", "icloud.com", "me.com",
    "yahoo.com", "yahoo.es", "yahoo.com.br", "yahoo.com.mx", "yahoo.com.ar", "yahoo.fr",
    "ymail.com", "aol.com", "gmx.com", "gmx.net", "mail.com", "zoho.com", "proton.me",
    "protonmail.com", "pm.me", "tutanota.com", "yandex.com", "uol.com.br", "bol.com.br",
    "terra.com.br", "terra.com", "adinet.com.uy", "ig.com.br", "orange.fr", "laposte.net",
}  # fmt: skip
PATTERN = re.compile(r"(?=.{4,100}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]{1,60}")
LONGEST = 253  # characters of any domain; to find out what more of them spell takes minutes
# Below these anybody registers: "gob.cl" and "com.br" belong to nobody in particular.
SHARED = re.compile(r"(com?|org?|net|go[bv]?|gub|gouv|edu?|ac|mil|nom|int|info|web)\.[a-z]{2}")
AROUND = re.compile(r"^(?:[a-z]+://)?(?:www\.)?@?|[/?#:].*$|\.$")


def normal(domain: str) -> str:
    """As the domain name system writes it: lower case, other alphabets as ``xn--…``.

    What people paste around it (``https://www.``, ``@``, a path) is taken off. Raises
    ``ValueError`` where no domain remains.
    """
    words = AROUND.sub("", domain.strip().lower())
    if len(words) > LONGEST:
        raise ValueError(domain)
    written = words if words.isascii() else words.encode("idna").decode("ascii")
    if not PATTERN.fullmatch(written) or SHARED.fullmatch(written):
        raise ValueError(domain)
    return written


def of_address(address: str) -> str:
    """The domain of an e-mail address; nothing where it is none, or a provider of free mail."""
    try:
        domain = normal(address.rpartition("@")[2])
    except ValueError:
        return ""
    return "" if domain in FREE_MAIL else domain


def is_at(address: str, domain: str) -> bool:
    """Is the address in the hands of who owns ``domain``? Its subdomains are, free mail never."""
    own = of_address(address)
    return bool(domain) and (own == domain or own.endswith(f".{domain}"))


def readable(domain: str) -> str:
    """In the letters a person sees in a browser."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def looks_like(domain: str) -> str:
    """As a hurried reader takes it: letters of other alphabets for the Latin ones they resemble."""
    return folded(readable(domain))
