"""The kinds of files that people may bring, by the extension that we give them.

The media type is ours: what a browser or a name claims is never passed on.
"""

from dataclasses import dataclass

OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Kind:
    extension: str
    label: str  # names of formats are the same in all languages
    media_type: str
    is_picture: bool = False
    also: tuple[str, ...] = ()  # other extensions of the same kind


KINDS = {
    kind.extension: kind
    for kind in (
        Kind("jpg", "JPEG", "image/jpeg", True, ("jpeg", "jpe", "jfif")),
        Kind("png", "PNG", "image/png", True),
        Kind("webp", "WebP", "image/webp", True),
        Kind("pdf", "PDF", "application/pdf"),
        Kind("docx", "Word (DOCX)", f"{OPEN_XML}.wordprocessingml.document"),
        Kind("xlsx", "Excel (XLSX)", f"{OPEN_XML}.spreadsheetml.sheet"),
        Kind("pptx", "PowerPoint (PPTX)", f"{OPEN_XML}.presentationml.presentation"),
        Kind("odt", "OpenDocument (ODT)", f"{OPEN_DOCUMENT}.text"),
        Kind("ods", "OpenDocument (ODS)", f"{OPEN_DOCUMENT}.spreadsheet"),
        Kind("odp", "OpenDocument (ODP)", f"{OPEN_DOCUMENT}.presentation"),
        Kind("csv", "CSV", "text/csv; charset=utf-8"),
        Kind("txt", "TXT", "text/plain; charset=utf-8", also=("text",)),
    )
}
EXTENSIONS = {name: kind for kind in KINDS.values() for name in (kind.extension, *kind.also)}
PICTURES = frozenset(kind.extension for kind in KINDS.values() if kind.is_picture)
EVERY = frozenset(KINDS)
