"""An attached file as the conversation shows it. Pure."""

from dataclasses import dataclass

from bot.clients.media_types import known_type
from memory.models import Media, MediaState


@dataclass(frozen=True)
class AttachedFile:
    """`shown_as` is `image`, `audio` or `video` for what a browser may show within the page, else empty.

    `problem` says why a file is not here, or could not be put into words.
    """

    id: int
    name: str
    size: int
    is_kept: bool
    is_waiting: bool
    shown_as: str
    problem: str | None

    @property
    def size_in_words(self) -> str:
        """The size as people read it."""
        return f"{self.size / 2**20:.1f} MB" if self.size >= 2**20 else f"{max(1, self.size // 1024)} KB"


def attached_file(media: Media, *, is_here: bool) -> AttachedFile:
    """What is shown of a file, which is kept by this installation or not."""
    kind = known_type(media.content_type)
    is_kept = media.state == MediaState.FETCHED and kind is not None and is_here
    return AttachedFile(
        id=media.id,
        name=file_name(media),
        size=media.size or 0,
        is_kept=is_kept,
        is_waiting=media.state == MediaState.DUE and media.due_at is not None,
        shown_as=kind.name.partition("/")[0] if is_kept and kind and kind.is_shown else "",
        problem=media.error,
    )


def file_name(media: Media) -> str:
    """What a file is called when it is saved: nothing of the customer is in it."""
    kind = known_type(media.content_type)
    return f"file-{media.id}.{kind.extension if kind else 'bin'}"
