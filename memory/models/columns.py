"""Column types that several tables share."""

from typing import Annotated

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import mapped_column

from memory.database import Key

PrimaryKey = Annotated[int, mapped_column(Key, primary_key=True)]
CustomerKey = Annotated[int, mapped_column(Key, ForeignKey("customers.id", ondelete="CASCADE"))]
Name = Annotated[str, mapped_column(String(255))]
Word = Annotated[str, mapped_column(String(40))]
"""A value of one of our own enumerations, stored as its word."""
