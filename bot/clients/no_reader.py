"""Stands in for models that transcribe and describe where none is configured: files are kept, and not read."""

from bot.clients.errors import ClientError
from bot.clients.protocols import MediaFile
from memory.models import MessageKind, Reading


class NoReader:
    """A `MediaReader` that can read nothing."""

    def reading_of(self, kind: MessageKind, content_type: str) -> Reading | None:  # noqa: ARG002 - as the protocol says
        """Nothing can be put into words."""
        return None

    def name_of(self, reading: Reading) -> str:  # noqa: ARG002 - as the protocol says
        """There is no model."""
        return "none"

    def transcribe(self, file: MediaFile) -> str:
        """Raises ClientError."""
        raise _nobody(file)

    def describe(self, file: MediaFile) -> str:
        """Raises ClientError."""
        raise _nobody(file)


def _nobody(file: MediaFile) -> ClientError:
    return ClientError(f"No model is configured that reads {file.content_type}.", permanent=True)
