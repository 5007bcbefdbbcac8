"""Addresses of the library: sheets, a POST address per verb, and lessons."""

from django.urls import path

from community.open_data import for_programs
from experiences import (
    blocks,
    building,
    comparing,
    deepening,
    feeds,
    files,
    judging,
    lessons,
    library,
    moves,
    previewing,
    sheets,
    suggesting,
    tables,
    translating,
    versions,
    writing,
)

app_name = "experiences"
TRANSLATION = "experiences/<slug:slug>/translations/<slug:language>"
urlpatterns = [
    path("experiences/", library.library, name="library"),
    path("experiences/feed/", feeds.newest, name="feed"),
    *for_programs("experiences/", tables.experiences),
    path("experiences/compare/", comparing.compare, name="compare"),
    path("experiences/suggestions/", suggesting.suggestions, name="suggestions"),
    path("experiences/new/", writing.new, name="new"),
    path("experiences/<slug:slug>/", sheets.sheet, name="sheet"),
    path("experiences/<slug:slug>/edit/", writing.edit, name="edit"),
    path("experiences/<slug:slug>/edit/blocks/", building.blocks, name="blocks"),
    path("experiences/<slug:slug>/edit/blocks/new/", building.new, name="new-block"),
    path("experiences/<slug:slug>/edit/blocks/<str:number>/", building.edit, name="edit-block"),
    path("experiences/<slug:slug>/edit/blocks/<str:number>/up/", building.up, name="block-up"),
    path(
        "experiences/<slug:slug>/edit/blocks/<str:number>/down/", building.down, name="block-down"
    ),
    path(
        "experiences/<slug:slug>/edit/blocks/<str:number>/remove/",
        building.remove,
        name="remove-block",
    ),
    path("experiences/<slug:slug>/edit/<slug:section>/", deepening.section, name="edit-section"),
    path("experiences/<slug:slug>/preview/", previewing.preview, name="preview"),
    path("experiences/<slug:slug>/blocks/<str:number>/", blocks.block, name="block"),
    path("experiences/<slug:slug>/submit/", moves.submit, name="submit"),
    path("experiences/<slug:slug>/publish/", moves.publish, name="publish"),
    path("experiences/<slug:slug>/return/", moves.return_, name="return"),
    path("experiences/<slug:slug>/withdraw/", moves.withdraw, name="withdraw"),
    path("experiences/<slug:slug>/archive/", moves.archive, name="archive"),
    path("experiences/<slug:slug>/still-true/", moves.still_true, name="still-true"),
    path("experiences/<slug:slug>/translations/", translating.translations, name="translations"),
    path(f"{TRANSLATION}/", translating.translation, name="translation"),
    path(f"{TRANSLATION}/begin/", translating.begin, name="begin-translation"),
    path(f"{TRANSLATION}/still-right/", translating.still_right, name="still-right"),
    path(f"{TRANSLATION}/publish/", translating.publish, name="publish-translation"),
    path(f"{TRANSLATION}/take-back/", translating.take_back, name="take-back-translation"),
    path("experiences/<slug:slug>/history/", sheets.history, name="history"),
    path("experiences/<slug:slug>/history/compare/", versions.difference, name="difference"),
    path("experiences/<slug:slug>/versions/<int:nth>/", versions.past, name="past"),
    path("experiences/<slug:slug>/cite/bibtex/", versions.bibtex, name="bibtex"),
    path("experiences/<slug:slug>/cite/ris/", versions.ris, name="ris"),
    path("experiences/<slug:slug>/files/<int:pk>/", files.file, name="file"),
    path("experiences/<slug:slug>/files/<int:pk>/preview/", files.preview, name="file-preview"),
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/feed/", feeds.lessons, name="lessons-feed"),
    *for_programs("lessons/", tables.lessons, "lessons-"),
    path("lessons/<str:number>/", lessons.lesson, name="lesson"),
    path("lessons/<str:number>/confirm/", judging.confirm, name="confirm-lesson"),
    path("lessons/<str:number>/contradict/", judging.contradict, name="contradict-lesson"),
    path("lessons/<str:number>/reaffirm/", judging.reaffirm, name="reaffirm-verdict"),
    path("lessons/<str:number>/take-back/", judging.take_back, name="take-back-verdict"),
]
