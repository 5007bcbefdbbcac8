"""Compiles the catalogs of ``locale/`` without needing gettext on the machine."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po where the source is newer."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compiled(source) and options["verbosity"]:
                    self.stdout.write(f"compiled {source}")


def compiled(source: Path) -> bool:
    """True if the catalog was out of date; readers never meet half a file."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    new = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(new))
    new.replace(target)
    return True
