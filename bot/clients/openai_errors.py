"""What the servers of language models answer when they do not do what they are asked."""

from openai import APIConnectionError, APIStatusError

from bot.clients.errors import ClientError

_TEMPORARY_STATUSES = frozenset({408, 409, 425, 429})
_ADVICE = {
    401: " Check OPENAI_API_KEY.",
    403: " Check what OPENAI_API_KEY is allowed to do.",
    404: " Check CHAT_MODEL, EXTRACTION_MODEL, TRANSCRIPTION_MODEL, VISION_MODEL and OPENAI_BASE_URL.",
}


class RefusedRequestError(ClientError):
    """The server did not take the request. `complaint` is its own text: for deciding, never for logs or pages."""

    def __init__(self, message: str, *, permanent: bool, code: str | None, complaint: str) -> None:
        super().__init__(message, permanent=permanent, code=code)
        self.complaint = complaint


def refused(error: APIStatusError) -> RefusedRequestError:
    """What we say of a request that the server did not take."""
    status = error.status_code
    is_out_of_quota = "insufficient_quota" in (error.code, error.type)
    is_temporary = (status in _TEMPORARY_STATUSES or status >= 500) and not is_out_of_quota
    named = f", {error.code}" if error.code else ""
    return RefusedRequestError(
        f"The language model's server refused the request (HTTP {status}{named}).{_ADVICE.get(status, '')}",
        permanent=not is_temporary,
        code=error.code or str(status),
        complaint=f"{error.message} {error.body}",
    )


def unreachable(error: APIConnectionError) -> ClientError:
    """What we say of a server that does not answer in time."""
    reason = type(error.__cause__ or error).__name__
    return ClientError(f"The language model could not be reached in time ({reason}).")
