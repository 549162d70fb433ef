"""The tables. Typed columns and constraints, no queries."""

from memory.database import Base
from memory.models.alerts import ChannelAlert
from memory.models.conversations import ConversationSession, Delivery, EarlyStatus, Message
from memory.models.customers import ConsentEvent, Customer, CustomerIdentifier, CustomerMerge
from memory.models.enumerations import (
    AnswerState,
    Channel,
    ConsentKind,
    DeliveryStatus,
    IdentifierKind,
    MediaState,
    MessageKind,
    Reading,
    RememberingState,
)
from memory.models.keys import ApiKey
from memory.models.media import Media, StoredFile
from memory.models.profiles import ProfileHead, ProfileVersion, Remembering
from memory.models.refusals import RefusedWebhook
from memory.models.work import Lease

__all__ = [
    "AnswerState",
    "ApiKey",
    "Base",
    "Channel",
    "ChannelAlert",
    "ConsentEvent",
    "ConsentKind",
    "ConversationSession",
    "Customer",
    "CustomerIdentifier",
    "CustomerMerge",
    "Delivery",
    "DeliveryStatus",
    "EarlyStatus",
    "IdentifierKind",
    "Lease",
    "Media",
    "MediaState",
    "Message",
    "MessageKind",
    "ProfileHead",
    "ProfileVersion",
    "Reading",
    "RefusedWebhook",
    "Remembering",
    "RememberingState",
    "StoredFile",
]
