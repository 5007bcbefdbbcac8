"""The order of the house: five floors, each looks down and never up."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
FLOORS = ("community", "members", "experiences", "exchanges", "portal")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "services"}


@cache  # read once for all rules
def sources() -> list[tuple[str, Path, ast.Module]]:
    paths = [(floor, path) for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
    return [(floor, path, ast.parse(path.read_text())) for floor, path in paths]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_no_floor_looks_up():
    upward = [
        f"{path.relative_to(ROOT)} imports {name}"
        for floor, path, tree in sources()
        for name in imported(tree)
        if name.split(".")[0] in FLOORS[FLOORS.index(floor) + 1 :]
    ]
    assert upward == []


def test_nothing_is_imported_inside_a_function():
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for _floor, path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_letters_are_handed_objects_and_import_no_models():
    guilty = []
    for _floor, path, tree in sources():
        if path.name.endswith("letters.py") and path.parent.name in FLOORS:
            runtime = [node for node in tree.body if not isinstance(node, ast.If)]
            guilty += [
                f"{path.relative_to(ROOT)} imports {name}"
                for node in runtime
                for name in imported(node)
                if "models" in name
            ]
    assert guilty == []


def test_no_module_is_named_for_nothing():
    assert [path for _f, path, _t in sources() if path.stem in FORBIDDEN_NAMES] == []


def test_migrations_are_named_by_hand():
    automatic = re.compile(r"^\d{4}_(auto_|alter_|initial$)")
    paths = [p for f in FLOORS for p in (ROOT / f / "migrations").glob("0*.py")]
    assert paths
    assert [p.name for p in paths if automatic.match(p.stem)] == []


def test_what_is_read_out_alone_begins_with_no_colon():
    """It stands apart, and browsers put a space before it: “Invite : Ministry” is wrong but in
    French. In brackets it is right in all four languages."""
    for page in (ROOT / "templates").rglob("*.html"):
        assert 'class="visually-hidden">:' not in page.read_text(), page


def test_every_component_is_used_and_has_its_styles():
    """What no page includes any more is deleted, with its styles and its words."""
    pages = {path: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    code = [path.read_text() for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
    said = "\n".join([*pages.values(), *code])
    components = [p for p in pages if p.parent.name == "components"]
    assert components
    assert [p.name for p in components if f"components/{p.name}" not in said] == []
    styles = {p.relative_to(ROOT / "static/css") for p in (ROOT / "static/css").glob("c*/*.css")}
    imported = re.findall(r'"(components/.*?)"', (ROOT / "static/css/portal.css").read_text())
    assert {str(path) for path in styles} == set(imported)


UNSTYLED = {"suggestions__label"}  # what a suggestion is called, for the tests


def test_every_class_of_a_page_has_its_style():
    """Styles that looked unused were deleted once, and two navigations became plain lists."""
    css = "".join(path.read_text() for path in (ROOT / "static/css").rglob("*.css"))
    styled = set(re.findall(r"\.([a-zA-Z_][\w-]*)", css)) | UNSTYLED
    bare = set()
    for path in (ROOT / "templates").rglob("*.html"):
        if "admin" not in path.relative_to(ROOT / "templates").parts:  # Django styles the desk
            for named in re.findall(r'class="([^"]*)"', path.read_text()):
                words = re.sub(r"{%.*?%}|{{.*?}}", "\0", named).split()
                bare |= {word for word in words if "\0" not in word and word not in styled}
    assert bare == set()


def test_templates_have_no_inline_script_or_style():
    """Letters are the exception: mail programs read no stylesheet; data for a script is none."""
    script = r"<script(?![^>]*\s(?:src=|type=\"application/json\"))"
    inline = re.compile(rf"<style|\sstyle=|{script}|\son[a-z]+=", re.IGNORECASE)
    pages = [p for p in (ROOT / "templates").rglob("*.html") if "letters" not in p.parts]
    assert pages
    assert [p.name for p in pages if inline.search(p.read_text())] == []
