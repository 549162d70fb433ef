"""A stand-in for S3-compatible storage on loopback: objects by path, for one access key. It checks no signature."""

from tests.loopback import LoopbackServer, Received, Response

ACCESS_KEY = "access-key-for-tests"


class S3Server(LoopbackServer):
    """Puts, gets and deletes objects. `refusals` are what the next requests get instead, as HTTP status and S3 code."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, bytes] = {}
        self.refusals: list[tuple[int, str]] = []

    def respond(self, received: Received) -> Response:
        """The answer to one request."""
        if self.refusals:
            return _error(*self.refusals.pop(0))
        if f"Credential={ACCESS_KEY}/" not in received.headers.get("authorization", ""):
            return _error(403, "AccessDenied")
        if received.method == "PUT":
            self.objects[received.path] = received.body
            return Response(headers={"ETag": '"1"'})
        if received.method == "DELETE":
            self.objects.pop(received.path, None)
            return Response(status=204)
        if received.path not in self.objects:
            return _error(404, "NoSuchKey")
        return Response(content=self.objects[received.path], content_type="image/jpeg")


def _error(status: int, code: str) -> Response:
    body = f"<Error><Code>{code}</Code><Message>scripted</Message></Error>"
    return Response(status=status, body=body, content_type="application/xml")
