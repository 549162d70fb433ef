"""What the shop sells: products read from a CSV file, and a search over them. Pure but for `read_catalogue`."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Product:
    """One thing for sale. `price` is in the shop's currency."""

    sku: str
    name: str
    price: Decimal
    description: str = ""
    category: str = ""
    in_stock: bool = True


@dataclass(frozen=True)
class Catalogue:
    """All products, in the file's order."""

    products: tuple[Product, ...]
    currency: str
