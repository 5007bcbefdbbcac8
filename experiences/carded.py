"""Public sheets and lessons as cards, by their keys."""

from community.prepared import by_keys
from experiences.models import Experience, Lesson

carded_sheets = by_keys(lambda: Experience.objects.published().as_cards())
carded_lessons = by_keys(lambda: Lesson.objects.published().as_cards())
