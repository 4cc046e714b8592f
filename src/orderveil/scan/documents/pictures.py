"""Reading a picture behind the fence: its codes, what a camera or a program wrote into it, and itself for OCR.

A photo of a doorstep says where the doorstep is. Must never decode a picture beyond MOST_POINTS,
whatever its header says of it.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Generator, Iterator
from typing import Any

from PIL import ExifTags, Image, ImageOps, ImageSequence

from orderveil.scan.documents.frames import Frame, FrameKind, Trouble
from orderveil.scan.documents.symbols import codes_in, frames_of

MOST_POINTS = 64_000_000  # of one picture as it lies in the file
LOOKED_AT_POINTS = 16_000_000  # of one picture as it is searched
MOST_FRAMES = 50
_SMALL = 1_000  # points along the longer side: letters of a screen are too small for OCR
_LARGEST_TEXT = 262_144
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP", "MPO")
_IFDS = (ExifTags.IFD.Exif, ExifTags.IFD.IFD1)
_WIDE_TAGS = range(0x9C9B, 0x9CA0)  # XPTitle to XPSubject: UTF-16
_DAMAGED = (OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, EOFError)
_COMMENT_HEAD = re.compile(rb"\A(?:ASCII\0{3}|UNICODE\0|JIS\0{5}|\0{8})")


def read_picture(data: bytes) -> Iterator[Frame]:
    """Yield what stands in a picture, frame by frame where it has several."""
    Image.MAX_IMAGE_PIXELS = None  # the bound is _frames', which still reads what stands beside the points
    warnings.simplefilter("ignore")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            whole = yield from _frames(picture)
            if picture.width * picture.height <= MOST_POINTS:  # asking Pillow for texts decodes the points
                yield from _about(picture)
    except _DAMAGED:
        whole = False
    if not whole:
        yield Frame(FrameKind.UNREAD, name=Trouble.DAMAGED.name)


def _frames(picture: Any) -> Generator[Frame, None, bool]:
    """Yield what is seen in each frame; return whether the frames could be read."""
    try:
        count = getattr(picture, "n_frames", 1)
        for number, one in enumerate(ImageSequence.Iterator(picture)):
            page = number + 1 if count > 1 else None
            if number >= MOST_FRAMES:
                yield Frame(FrameKind.UNREAD, page=page, name=Trouble.MANY_PAGES.name)
                break
            if one.width * one.height > MOST_POINTS:
                yield Frame(FrameKind.UNREAD, page=page, name=Trouble.LARGE_PAGE.name)
            else:
                yield from _looked_at(one, page)
                yield Frame(FrameKind.PAGE, page=page)
    except _DAMAGED:
        return False
    return True


def _looked_at(picture: Any, page: int | None) -> Iterator[Frame]:
    grey = _grey(picture)
    yield from frames_of(codes_in(grey), page)
    if max(grey.size) < _SMALL:
        grey = grey.resize((grey.width * 3, grey.height * 3), Image.Resampling.LANCZOS)
    yield Frame(FrameKind.PICTURE, grey.tobytes(), page, width=grey.width, height=grey.height)


def _grey(picture: Any) -> Any:
    """Return a picture upright, in greys, on white, and not larger than is looked at."""
    picture.draft("L", None)  # a JPEG need not be decoded in colours
    if picture.has_transparency_data:
        shown = picture.convert("RGBA")
        picture = Image.new("RGBA", shown.size, "white")
        picture.alpha_composite(shown)
    grey = ImageOps.exif_transpose(picture).convert("L")
    points = grey.width * grey.height
    if points > LOOKED_AT_POINTS:
        ratio = (LOOKED_AT_POINTS / points) ** 0.5
        grey = grey.resize((max(1, int(grey.width * ratio)), max(1, int(grey.height * ratio))))
    return grey


# ---- what is written into the file beside the points


def _about(picture: Any) -> Iterator[Frame]:
    told = dict(picture.info) | dict(getattr(picture, "text", {}) or {})
    for key in sorted(told, key=str):
        value = told[key]
        if key in ("exif", "icc_profile", "transparency", "photoshop"):
            continue
        if isinstance(value, bytes):
            value = value[:_LARGEST_TEXT].decode("utf-8", "replace")
        if isinstance(value, str):
            yield from _text(value, f"picture's {key}", str(key))
    exif = picture.getexif()
    for ifd in (exif, *(exif.get_ifd(which) for which in _IFDS)):
        for tag, value in ifd.items():
            yield from _text(_told(tag, value), f"EXIF {ExifTags.TAGS.get(tag, tag)}", "")
    place = _position(exif.get_ifd(ExifTags.IFD.GPSInfo))
    if place:
        yield Frame(FrameKind.POSITION, place.encode("ascii"), None, "EXIF GPS")


def _text(text: str, name: str, label: str) -> Iterator[Frame]:
    if len(text.strip()) > 1:
        yield Frame(FrameKind.TEXT, text[:_LARGEST_TEXT].encode("utf-8", "replace"), None, name, label)


def _told(tag: int, value: Any) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, bytes) or tag == ExifTags.Base.MakerNote:
        return ""
    if tag in _WIDE_TAGS:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    head = _COMMENT_HEAD.match(value)
    wide = head is not None and head.group().startswith(b"UNICODE")
    return value[head.end() if head else 0 :].decode("utf-16" if wide else "utf-8", "replace").strip("\0")


def _position(gps: dict[int, Any]) -> str:
    """Return `latitude, longitude` in degrees, empty where none is told."""
    try:
        latitude, longitude = (_degrees(gps[tag]) for tag in (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLongitude))
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return ""
    south = str(gps.get(ExifTags.GPS.GPSLatitudeRef, "N")).upper().startswith("S")
    west = str(gps.get(ExifTags.GPS.GPSLongitudeRef, "E")).upper().startswith("W")
    if not (latitude or longitude):
        return ""  # nought, nought is what cameras write that do not know
    return f"{-latitude if south else latitude:.6f}, {-longitude if west else longitude:.6f}"


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
