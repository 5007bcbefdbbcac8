"""“1er décembre 2026”, “2 décembre 2026 à 14:30”."""

DATE_FORMAT = "jS F Y"
DATETIME_FORMAT = r"jS F Y \à H:i"
MONTH_DAY_FORMAT = "jS F"
