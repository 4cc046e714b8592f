"""A file or a text that somebody hands in with a form: held in memory, bounded, and never written anywhere."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from orderveil.core.errors import Malformed
from orderveil.partners.outside import MOST_BYTES, decoded


def handed_text(request: HttpRequest) -> str:
    """Return the text of the form's `file`, or of its `text`. Raises Malformed where there is neither, TooLarge.

    A file beyond what memory holds is not in the request at all: settings keep none on disk.
    """
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        return decoded(file.read(MOST_BYTES + 1))
    text = request.POST.get("text", "")
    if not text.strip():
        raise Malformed("no file, or one that is too long", reason="input:empty", place="file")
    return decoded(text.encode())
