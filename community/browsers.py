"""What a browser calls itself, in words: "Chrome, Linux" instead of a line nobody reads."""

import re

LONGEST = 60  # of a raw line
# The first that fits: most browsers also call themselves by the names of those before them.
BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\b(OPR|Opera)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Chrome|Chromium|CriOS|HeadlessChrome)/"),
    ("Safari", r"\bVersion/\S+ .*Safari/"),
)
SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)


def in_words(user_agent: str) -> str:
    """Browser and system; the line itself, shortened, where it names no browser we know."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser:
        return f"{browser}, {system}" if system else browser
    return user_agent if len(user_agent) <= LONGEST else f"{user_agent[: LONGEST - 1]}…"


def _first(names: tuple[tuple[str, str], ...], line: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, line)), "")
