"""Why an operation does not stand. Pure."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an operation was rejected."""

    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_FACT = "unknown_fact"
    WRONG_FIELD = "wrong_field"
    UNUSABLE_TEXT = "unusable_text"
    NOT_SAID = "not_said"
    NOT_BY_CUSTOMER = "not_by_customer"
    NOT_AN_OBJECTION = "not_an_objection"
    UNPROVEN_REMOVAL = "unproven_removal"
    SWEEPING_REMOVAL = "sweeping_removal"
    ALREADY_KNOWN = "already_known"
    ALREADY_CHANGED = "already_changed"
    OUTDATED = "outdated"
    LOCKED = "locked"
    SENSITIVE = "sensitive"
    ORDER = "order"
    SHOP_MATTER = "shop_matter"
    FORGOTTEN = "forgotten"


class Refused(Exception):
    """An operation does not stand. Its text is one sentence for the admin page."""

    def __init__(self, reason: Reason, explanation: str) -> None:
        super().__init__(explanation)
        self.reason = reason
