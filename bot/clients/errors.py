"""The one error that clients of outside services raise."""

from datetime import timedelta


class ClientError(Exception):
    """An outside service did not do what it was asked.

    `permanent` says that asking again in the same way cannot help. `code` is the service's own error code, where it
    has one, `text` its own words. `retry_after` is how long it asks to be left alone. `outcome_unknown` says that the
    service may have done it all the same (a time-out after the request left).
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        code: str | None = None,
        outcome_unknown: bool = False,
        text: str | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.code = code
        self.outcome_unknown = outcome_unknown
        self.text = text
        self.retry_after = retry_after
