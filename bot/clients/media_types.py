"""Which kinds of files are kept, how large they may be, and how their bytes begin. Pure.

A table of our own and no library: what counts is not what a file may be, but that it is what it says.
"""

from collections.abc import Callable
from dataclasses import dataclass

MOST_BYTES = 16 * 1024 * 1024
"""WhatsApp's own limit for any file; MOST_IMAGE_BYTES for pictures."""
MOST_IMAGE_BYTES = 5 * 1024 * 1024
_HEAD = 1024

Check = Callable[[bytes], bool]


@dataclass(frozen=True)
class FileType:
    """One kind of file. `is_shown` says that a browser may show it within a page and runs nothing of it."""

    name: str
    extension: str
    is_like: Check
    most_bytes: int = MOST_BYTES
    is_shown: bool = False


def known_type(content_type: str | None) -> FileType | None:
    """The kind of file that a Content-Type names; None for one that is not kept."""
    name = (content_type or "").partition(";")[0].strip().lower()
    return _TYPES.get(_OTHER_NAMES.get(name, name))


def _begins(*beginnings: bytes) -> Check:
    return lambda content: content.startswith(beginnings)


def _has(offset: int, mark: bytes, *, beginning: bytes = b"") -> Check:
    return lambda content: content.startswith(beginning) and content[offset : offset + len(mark)] == mark


def _is_mp3(content: bytes) -> bool:
    return content.startswith((b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"))


def _is_plain_text(content: bytes) -> bool:
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return b"\0" not in content[:_HEAD] and not head.startswith((b"<", b"%pdf"))


def _is_card(content: bytes) -> bool:
    return content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(b"BEGIN:VCARD")


_is_mp4 = _has(4, b"ftyp")
_is_zip = _begins(b"PK\x03\x04")
_is_ole = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OFFICE = "application/vnd.openxmlformats-officedocument"

_TYPES = {
    one.name: one
    for one in (
        FileType("image/jpeg", "jpg", _begins(b"\xff\xd8\xff"), MOST_IMAGE_BYTES, is_shown=True),
        FileType("image/png", "png", _begins(b"\x89PNG\r\n\x1a\n"), MOST_IMAGE_BYTES, is_shown=True),
        FileType("image/webp", "webp", _has(8, b"WEBP", beginning=b"RIFF"), MOST_IMAGE_BYTES, is_shown=True),
        FileType("image/gif", "gif", _begins(b"GIF87a", b"GIF89a"), MOST_IMAGE_BYTES, is_shown=True),
        FileType("audio/ogg", "ogg", _begins(b"OggS"), is_shown=True),
        FileType("audio/mpeg", "mp3", _is_mp3, is_shown=True),
        FileType("audio/mp4", "m4a", _is_mp4, is_shown=True),
        FileType("audio/aac", "aac", _begins(b"\xff\xf1", b"\xff\xf9", b"ID3"), is_shown=True),
        FileType("audio/amr", "amr", _begins(b"#!AMR"), is_shown=True),
        FileType("audio/wav", "wav", _has(8, b"WAVE", beginning=b"RIFF"), is_shown=True),
        FileType("audio/webm", "webm", _begins(b"\x1a\x45\xdf\xa3"), is_shown=True),
        FileType("video/mp4", "mp4", _is_mp4, is_shown=True),
        FileType("video/3gpp", "3gp", _is_mp4, is_shown=True),
        FileType("application/pdf", "pdf", _begins(b"%PDF-")),
        FileType("application/msword", "doc", _is_ole),
        FileType("application/vnd.ms-excel", "xls", _is_ole),
        FileType("application/vnd.ms-powerpoint", "ppt", _is_ole),
        FileType(f"{_OFFICE}.wordprocessingml.document", "docx", _is_zip),
        FileType(f"{_OFFICE}.spreadsheetml.sheet", "xlsx", _is_zip),
        FileType(f"{_OFFICE}.presentationml.presentation", "pptx", _is_zip),
        FileType("text/vcard", "vcf", _is_card),
        FileType("text/plain", "txt", _is_plain_text),
        FileType("text/csv", "csv", _is_plain_text),
    )
}
_OTHER_NAMES = {
    "image/jpg": "image/jpeg",
    "application/ogg": "audio/ogg",
    "audio/opus": "audio/ogg",
    "audio/mp3": "audio/mpeg",
    "audio/m4a": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/3gpp": "video/3gpp",
    "text/x-vcard": "text/vcard",
    "text/directory": "text/vcard",
}
