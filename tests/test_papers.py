"""The papers are true: a setting or a command without a line in reference/ fails here."""

import re
import tomllib
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"


def test_every_setting_has_a_line():
    source = (ROOT / "portal" / "settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|required)\(\s*"([A-Z0-9_]+)"', source))
    assert "SECRET_KEY" in read
    assert {"SMTP_HOST", "S3_BUCKET"} <= read
    page = (REFERENCE / "settings.md").read_text()
    assert [name for name in sorted(read) if f"`{name}`" not in page] == []


def test_every_command_has_a_line():
    commands = {p.stem for p in ROOT.glob("*/management/commands/*.py")} - {"__init__"}
    assert "load_sample" in commands
    page = (REFERENCE / "commands.md").read_text()
    assert [name for name in sorted(commands) if f"`{name}`" not in page] == []


def test_every_program_that_measures_has_a_line():
    programs = {path.name for path in (ROOT / "bench").glob("*.py")}
    assert "relevance.py" in programs
    page = (REFERENCE / "commands.md").read_text()
    assert [name for name in sorted(programs) if name not in page] == []


def test_every_module_is_on_the_map_of_the_house():
    """Of the floors that have many beside each other; what the first table says is left out."""
    known = {
        "__init__",
        "admin",
        "apps",
        "forms",
        "letters",
        "tasks",
        "urls",
        "views",
        "vocabulary",
    }
    page = (ROOT / "docs" / "explanation" / "house.md").read_text()
    for floor in ("community", "experiences", "exchanges"):
        modules = {path.stem for path in (ROOT / floor).glob("*.py")} - known
        part = page.partition(f"### `{floor}/`")[2].partition("\n#")[0]
        named = set(re.findall(r"`(\w+)`", part)) - known
        assert named == modules, floor


def test_no_link_between_the_papers_is_dead():
    dead = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_the_readme_leads_to_every_paper():
    linked = set(re.findall(r"\]\((docs/[^)]+)\)", (ROOT / "README.md").read_text()))
    papers = {str(page.relative_to(ROOT)) for page in (ROOT / "docs").rglob("*.md")}
    assert {page for page in papers - linked if "/decisions/0" not in page} == set()


def test_every_decision_has_one_number():
    """In its file's name, its title and the list of all."""
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    files = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        number = int(file.name[:4])
        title = file.read_text().partition("\n")[0].removeprefix(f"# {number}. ")
        assert f"| [{number}]({file.name}) | {title} |" in listed


def test_the_changelog_tells_of_the_release_that_this_is():
    """A backup names it: an archive of a newer one is refused."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        release = tomllib.load(file)["project"]["version"]
    told = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert told[0] == release


# Beside what Django itself writes at the desk.
OF_DJANGO = {"Log entries", "Add theme", "Action"}
TOLD_STEP_BY_STEP = [
    *sorted((ROOT / "docs" / "tutorial").glob("*.md")),
    *(ROOT / "docs" / "howto" / f"{name}.md" for name in ("moderate", "translate-a-sheet")),
]


def names_on_the_screen() -> set[str]:
    """In English: what the templates and the code say, with what is filled in left out."""
    entries = polib.pofile(str(ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"))
    texts = {text for entry in entries for text in (entry.msgid, entry.msgid_plural)}
    return {plain(re.sub(r"%\(\w+\)s|%s", "", text)) for text in texts | OF_DJANGO}


def plain(name: str) -> str:
    return " ".join(re.sub(r"\d+|…|\.\.\.", "", name).split()).casefold()


@pytest.mark.parametrize("paper", TOLD_STEP_BY_STEP, ids=lambda path: path.stem)
def test_what_to_press_is_called_so_on_the_screen(paper: Path):
    """Bold words are names of buttons, pages and fields; what ends like a sentence is a heading."""
    bold = [" ".join(words.split()) for words in re.findall(r"\*\*([^*]+)\*\*", paper.read_text())]
    names = {part for said in bold if said[-1] not in ".,:?" for part in said.split(" → ")}
    known = names_on_the_screen()
    assert [name for name in sorted(names) if plain(name) not in known] == []


def test_numbers_in_the_papers_are_as_they_are_given():
    """Whoever tries one takes its form over: with a zero too many there is nothing."""
    forms = {"EXC": r"EXC-\d{4}-\d{3}"}
    papers = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    wrong = [
        (page.name, number)
        for page in papers
        for number, kind in re.findall(r"\b((EXP|ORG|BLK|LES|EXC)-\d[\d-]*\d)\b", page.read_text())
        if not re.fullmatch(forms.get(kind, rf"{kind}-\d{{4}}"), number)
    ]
    assert wrong == []
