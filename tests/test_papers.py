"""The papers are true: a setting or a command without a line in reference/ fails here."""

import re
import tomllib
from pathlib import Path

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
