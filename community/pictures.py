"""Pictures are drawn anew: what is stored is ours, without a trace of the camera, place or time.

Nothing but pixels survives: no metadata, no color profile (its colors are converted), no second
file hidden behind the first.
"""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.documents import overlapping
from community.seldom import seldom

if TYPE_CHECKING:
    from PIL.Image import Image

PIL, ImageCms, ImageOps = seldom("PIL.Image"), seldom("PIL.ImageCms"), seldom("PIL.ImageOps")
LARGEST_SIDE = 2400
# Millions of pixels, whatever the file weighs: each takes four bytes of memory, and four more while
# it is made smaller. A large JPEG is read at half its size or less.
MOST = {"JPEG": 40, "MPO": 40, "PNG": 20, "WEBP": 20}
# A JPEG comes in scans, some ten as a rule, and each is drawn over the whole picture: 20 MB have
# room for an hour of them. This is their head; no chance writes it into the film behind a picture.
SCAN = re.compile(rb"\xff\xda\x00(?:\x06\x00|\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
MOST_SCANS = 100
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 80},
}
one_at_a_time = threading.Lock()  # so that several large ones do not fill the memory together

BROKEN = _("This picture is broken. Save it anew, as JPEG or PNG, and choose it again.")
HUGE = _(
    "This picture has more than %(millions)d million pixels. Make it smaller and choose it again."
)
PLAIN = {"L", "LA", "RGB", "RGBA", "CMYK"}  # modes that can be made smaller as they are


@dataclass(frozen=True)
class Picture:
    extension: str
    content: bytes
    width: int
    height: int

    def smaller(self, side: int, format: str = "WEBP") -> Picture:
        """For showing in a page: light, in the format that browsers draw quickest."""
        return redrawn(BytesIO(self.content), side=side, format=format)


def redrawn(file: IO[bytes], *, side: int = LARGEST_SIDE, format: str = "") -> Picture:
    """``file`` with its longer side at most ``side`` pixels; it stays JPEG, PNG or WebP.

    Raises ``ValidationError`` for what is no such picture, is broken or has too many pixels.
    """
    try:
        with one_at_a_time, PIL.open(file, formats=list(FORMATS)) as opened:
            if opened.width * opened.height > MOST[str(opened.format)] * 1_000_000:
                raise _too_many(MOST[str(opened.format)])
            if opened.format in ("JPEG", "MPO"):
                _check_scans(file)
            # MPO is a JPEG with a second picture behind it, as some telephones make it.
            own = "JPEG" if opened.format == "MPO" else str(opened.format)
            return _encoded(_upright(opened, side), format or own)
    except (PIL.DecompressionBombError, PIL.DecompressionBombWarning) as bomb:
        raise _too_many(max(MOST.values())) from bomb
    except ValidationError:
        raise
    except Exception as error:  # decoders meet hostile bytes with any error there is
        raise ValidationError(BROKEN, code="broken") from error


def _check_scans(file: IO[bytes]) -> None:
    """Where it is read is as before."""
    place = file.tell()
    if sum(len(SCAN.findall(part)) for part in overlapping(file)) > MOST_SCANS:
        raise ValidationError(BROKEN, code="too_many_scans")
    file.seek(place)


def _too_many(millions: int) -> ValidationError:
    return ValidationError(HUGE, code="too_many_pixels", params={"millions": millions})


def _upright(opened: Any, side: int) -> Image:
    """As the camera was held, in plain colors, not larger than asked for."""
    opened.draft("RGB", (side, side))
    opened.load()
    image = opened if opened.mode in PLAIN else _plain_mode(opened)
    image.thumbnail((side, side), PIL.Resampling.LANCZOS)
    ImageOps.exif_transpose(image, in_place=True)
    return _plain_mode(_plain_colors(image))


def _plain_colors(image: Image) -> Image:
    """In sRGB, which is what a picture without a profile means."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError, ValueError):  # then without its profile
            source, plain = (
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
            )
            return ImageCms.profileToProfile(image, source, plain, outputMode="RGB") or image
    return image


def _plain_mode(image: Image) -> Image:
    if image.mode.startswith("I"):  # shades of 16 bits; a plain conversion would cut them off
        image = image.convert("I").point(lambda shade: shade * (1 / 257)).convert("L")
    transparent = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if transparent else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _encoded(image: Image, format: str) -> Picture:
    if format == "JPEG" and image.mode != "RGB":
        image = image.convert("RGB")
    image.info.clear()  # encoders write what they find there: places, comments, profiles
    out = BytesIO()
    image.save(out, format, **QUALITY[format])
    return Picture(FORMATS[format], out.getvalue(), image.width, image.height)
