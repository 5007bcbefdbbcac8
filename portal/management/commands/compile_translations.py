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
        for source in outdated():
            compile_catalog(source)
            if options["verbosity"]:
                self.stdout.write(f"compiled {source}")


def outdated() -> list[Path]:
    """Catalogs that were never compiled, or written since."""
    sources = [path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po")]
    return sorted(
        source for source in sources if written(source.with_suffix(".mo")) < written(source)
    )


def written(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def compile_catalog(source: Path) -> None:
    """Readers never meet half a file."""
    target = source.with_suffix(".mo")
    new = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(new))
    new.replace(target)
