"""Names of files as people gave them: never an address, and shown only after cleaning."""

import re
import unicodedata

LONGEST = 100
# Signs that separate paths or that a system of the reader's cannot keep.
UNSAFE = re.compile(r'[<>:"|?*%]')


def given_extension(name: str) -> str:
    """``Report.final.PDF`` → ``pdf``; nothing where the name has none."""
    stem, dot, extension = name.strip().rpartition(".")
    return extension.lower() if dot and stem else ""


def shown_name(given: str, extension: str) -> str:
    """``given`` without folders, unseen and reversing signs, ending as its content asks for."""
    name = re.split(r"[/\\]", given)[-1]
    stem = name.rpartition(".")[0] if given_extension(name) else name
    # C: controls, and what turns the direction of writing; Zl, Zp: separators of lines.
    seen = "".join(
        " " if unicodedata.category(sign)[0] == "C" or unicodedata.category(sign) in ("Zl", "Zp")
        else sign
        for sign in unicodedata.normalize("NFC", stem)
    )  # fmt: skip
    words = " ".join(UNSAFE.sub(" ", seen).split())
    return f"{words[:LONGEST].strip(' .') or 'file'}.{extension}"
