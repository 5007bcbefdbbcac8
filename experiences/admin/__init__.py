"""The library at the secretariat's desk, a file for each idea; Django finds it by its name."""

from experiences.admin.keywords import KeywordAdmin
from experiences.admin.lessons import LessonAdmin
from experiences.admin.sheets import ExperienceAdmin
from experiences.admin.translations import TranslationAdmin
from experiences.admin.verdicts import VerdictAdmin

__all__ = ["ExperienceAdmin", "KeywordAdmin", "LessonAdmin", "TranslationAdmin", "VerdictAdmin"]
