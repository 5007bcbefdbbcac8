"""Pictures are drawn anew: what is stored is ours, without a trace of the camera, place or time.

Nothing but pixels survives: no metadata, no color profile (its colors are converted), no second
file hidden behind the first.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

LARGEST_SIDE = 2400
MOST_PIXELS = 40_000_000  # a drawing of 160 MB in memory, whatever the file weighs
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 80},
}
SRGB = ImageCms.createProfile("sRGB")
one_at_a_time = threading.Lock()  # so that several large ones do not fill the memory together

BROKEN = _("This picture is broken. Save it anew, as JPEG or PNG, and choose it again.")
HUGE = _("This picture has more than 40 million pixels. Make it smaller and choose it again.")


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
        with one_at_a_time, Image.open(file, formats=list(FORMATS)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(HUGE, code="too_many_pixels")
            # MPO is a JPEG with a second picture behind it, as some telephones make it.
            own = "JPEG" if opened.format == "MPO" else str(opened.format)
            return _encoded(_upright(opened, side), format or own)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise ValidationError(HUGE, code="too_many_pixels") from bomb
    except ValidationError:
        raise
    except Exception as error:  # decoders meet hostile bytes with any error there is
        raise ValidationError(BROKEN, code="broken") from error


def _upright(opened: Any, side: int) -> Image.Image:
    """As the camera was held, in plain colors, not larger than asked for."""
    opened.draft("RGB", (side, side))  # a large JPEG is read at half or a quarter of its size
    opened.load()
    image = _plain_colors(ImageOps.exif_transpose(opened))
    image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _plain_colors(image: Image.Image) -> Image.Image:
    transparent = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if transparent else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError, ValueError):  # then without its profile
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB")
            image = converted or image
    if image.mode.startswith("I"):  # shades of 16 bits; a plain conversion would cut them off
        image = image.convert("I").point(lambda shade: shade * (1 / 257)).convert("L")
    return image.convert(mode)


def _encoded(image: Image.Image, format: str) -> Picture:
    if format == "JPEG" and image.mode != "RGB":
        image = image.convert("RGB")
    image.info.clear()  # encoders write what they find there: places, comments, profiles
    out = BytesIO()
    image.save(out, format, **QUALITY[format])
    return Picture(FORMATS[format], out.getvalue(), image.width, image.height)
