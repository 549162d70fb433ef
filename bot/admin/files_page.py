"""Attached files, for those who are signed in. A browser is told to run nothing of them."""

import structlog
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.admin.files import file_name
from bot.clients.errors import ClientError
from bot.clients.media_types import known_type
from bot.services import Services
from memory.models import Media, MediaState, StoredFile

CONTENT_SECURITY_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


class FilesPage:
    """Serves what customers attached."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the route under /admin/files."""
        blueprint.add_url_rule("/files/<key:media_id>", "file", self.file)

    def file(self, media_id: int) -> ResponseReturnValue:
        """One file: shown where a browser can show it safely, else handed over to be saved."""
        with self._services.database.reading() as session:
            media = session.get(Media, media_id)
            key = session.scalar(select(StoredFile.key).where(StoredFile.media_id == media_id)) if media else None
        kind = known_type(media.content_type) if media and media.state == MediaState.FETCHED else None
        if media is None or key is None or kind is None:
            abort(404)
        response = Response(self._content(key), content_type=kind.name)
        disposition = "inline" if kind.is_shown else "attachment"
        response.headers["Content-Disposition"] = f'{disposition}; filename="{file_name(media)}"'
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Players ask for parts of a recording.
        return response.make_conditional(request, accept_ranges=True, complete_length=response.content_length)

    def _content(self, key: str) -> bytes:
        try:
            return self._services.media.storage.get(key)
        except ClientError as error:
            structlog.get_logger().warning("file_not_served", code=error.code, error=type(error).__name__)
            abort(404 if error.permanent else 503)
