"""The words that columns hold."""

from enum import StrEnum


class Channel(StrEnum):
    """How a message travels."""

    WHATSAPP = "whatsapp"
    CHAT = "chat"
    API = "api"


class IdentifierKind(StrEnum):
    """What kind of name a customer is known by."""

    PHONE = "phone"
    WHATSAPP_ID = "whatsapp_id"
    EMAIL = "email"
    CRM = "crm"


class AnswerState(StrEnum):
    """Whether an incoming message still waits for its answer. Messages that want none carry no state."""

    WAITING = "waiting"
    ANSWERED = "answered"
    DECLINED = "declined"


class ConsentKind(StrEnum):
    """Whether a customer wants to be written to."""

    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"


class DeliveryStatus(StrEnum):
    """How far an outgoing message has come; the order of `DELIVERY_ORDER` is never walked backwards."""

    DRAFTED = "drafted"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class RememberingState(StrEnum):
    """Whether a closed session, or a part of a long one, has been turned into a version."""

    DUE = "due"
    DONE = "done"
    FAILED = "failed"


class MessageKind(StrEnum):
    """What kind of message a customer sent. Rows of earlier releases may hold other words."""

    TEXT = "text"
    VOICE = "voice"
    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    CONTACT = "contact"
    LOCATION = "location"
    REACTION = "reaction"
    BUTTON = "button"
    LIST_PICK = "list_pick"
    SYSTEM = "system"
    UNSUPPORTED = "unsupported"


class MediaState(StrEnum):
    """How far an attached file has come. Refused means that trying again cannot help, failed that every try failed."""

    DUE = "due"
    FETCHED = "fetched"
    REFUSED = "refused"
    FAILED = "failed"


class Reading(StrEnum):
    """How a file was put into words: what was said in it, or what a model sees in it."""

    TRANSCRIPT = "transcript"
    DESCRIPTION = "description"
