"""Keys of rows in the paths of pages: `<key:customer_id>` matches what can name a row, and nothing larger."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

from memory.database import LARGEST_KEY


class KeyConverter(IntegerConverter):
    """A number up to the largest key of any table: databases refuse larger ones, so such a path leads nowhere."""

    def __init__(self, map: Map, *arguments: Any, **options: Any) -> None:  # noqa: A002 - Werkzeug's own name
        """As Werkzeug makes converters."""
        super().__init__(map, *arguments, **{"max": LARGEST_KEY, **options})
