"""What a message conveys: the customer's own words, and a note on everything that is not words.

The note is the channel's or a model's, never the customer's, so it proves nothing: evidence is looked for in `words`
alone. A voice note's transcript counts as the customer's words; a picture's description does not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from memory.details import Details, Location, Referral
from memory.models import Delivery, Media, Message, MessageKind, Reading
from memory.transcript import Author, Line

LONGEST_QUOTE = 160
LONGEST_DESCRIPTION = 800

_UNREAD = {
    MessageKind.VOICE: "voice note: it could not be listened to",
    MessageKind.IMAGE: "picture: it could not be looked at",
    MessageKind.VIDEO: "video: it could not be watched",
    MessageKind.DOCUMENT: "document: it could not be opened",
    MessageKind.CONTACT: "contact card: it could not be opened",
    MessageKind.STICKER: "sticker",
    MessageKind.UNSUPPORTED: "a kind of message that cannot be shown",
}
_CHOSEN = {
    MessageKind.BUTTON: "button",
    MessageKind.LIST_PICK: "picked from a list",
    MessageKind.REACTION: "reaction",
    MessageKind.SYSTEM: "notice of WhatsApp, not of the customer",
}


@dataclass(frozen=True)
class Conveyed:
    """`words` are the customer's own, `note` stands in round brackets or is empty.

    `is_transcribed` says that the words were spoken. `unread` is the kind of what nobody could read, None when nothing
    was left unread.
    """

    words: str
    note: str = ""
    is_transcribed: bool = False
    unread: MessageKind | None = None

    @property
    def text(self) -> str:
        """Note and words as one text."""
        return " ".join(filter(None, (self.note, self.words)))


def conveyed_by(session: Session, messages: Sequence[Message]) -> dict[int, Conveyed]:
    """What each of these messages conveys, by key."""
    media = media_of(session, [message.id for message in messages if message.author == Author.CUSTOMER])
    quoted = _quoted_messages(session, messages)
    return {message.id: convey(message, media.get(message.id, ()), quoted.get(message.id)) for message in messages}


def media_of(session: Session, message_ids: Sequence[int]) -> dict[int, list[Media]]:
    """The files attached to these messages, in their order, by message."""
    query = select(Media).where(Media.message_id.in_(message_ids)).order_by(Media.message_id, Media.number)
    found: dict[int, list[Media]] = {}
    for media in session.scalars(query):
        found.setdefault(media.message_id, []).append(media)
    return found


def line_of(number: int, message: Message, conveyed: Conveyed) -> Line:
    """A message as a line of a transcript."""
    return Line(
        number=number,
        message_id=message.id,
        author=Author(message.author),
        said_at=message.said_at,
        text=conveyed.words,
        note=conveyed.note,
        is_transcribed=conveyed.is_transcribed,
    )


def convey(message: Message, media: Sequence[Media] = (), quoted: str | None = None) -> Conveyed:
    """What a message conveys; `quoted` is the text of the message it replies to. Pure."""
    if message.author != Author.CUSTOMER:
        return Conveyed(message.text)
    details = Details.model_validate(message.details or {})
    kind = _kind(message)
    transcripts = _words_of(media, Reading.TRANSCRIPT)
    descriptions = _words_of(media, Reading.DESCRIPTION)
    location = details.location
    is_read = location if kind is MessageKind.LOCATION else transcripts or descriptions
    unread = kind if kind in _UNREAD and not is_read else None
    notes = [
        _referral(details.referral),
        "forwarded" if details.is_forwarded else "",
        _reply(details, quoted),
        _CHOSEN.get(kind, ""),
        _location(location),
        "voice note, transcribed" if transcripts else "",
        *(f"{_name_of(kind)}, described: {_short(words, LONGEST_DESCRIPTION)}" for words in descriptions),
        _UNREAD[unread] if unread else "",
    ]
    return Conveyed(
        words=_said(message, media),
        note=" ".join(f"({note})" for note in notes if note),
        is_transcribed=bool(transcripts) and not message.text.strip(),
        unread=unread,
    )


def _kind(message: Message) -> MessageKind:
    if message.kind in set(MessageKind):
        return MessageKind(message.kind)
    if message.kind == "audio":  # what earlier releases recorded
        return MessageKind.VOICE
    return MessageKind.TEXT if message.text.strip() else MessageKind.UNSUPPORTED


def _words_of(media: Iterable[Media], reading: Reading) -> list[str]:
    return [found.words for found in media if found.reading == reading and found.words]


def _name_of(kind: MessageKind) -> str:
    return "sticker" if kind is MessageKind.STICKER else "picture"


def _referral(referral: Referral | None) -> str:
    if referral is None:
        return ""
    said = " – ".join(filter(None, (referral.headline, referral.body))) or referral.source_url or "no title"
    source = referral.source_type if referral.source_type in {"ad", "post"} else "ad"
    article = "an" if source == "ad" else "a"
    return f"came from {article} {source}: {_short(said, LONGEST_QUOTE)}"


def _reply(details: Details, quoted: str | None) -> str:
    if not details.replies_to:
        return ""
    return f"replying to: “{_short(quoted, LONGEST_QUOTE)}”" if quoted else "replying to an earlier message"


def _location(location: Location | None) -> str:
    if location is None:
        return ""
    place = ", ".join(filter(None, (location.label, location.address)))
    degrees = f"{location.latitude:g}, {location.longitude:g}"
    return f"location: {_short(f'{place} – {degrees}' if place else degrees, LONGEST_QUOTE)}"


def _short(text: str, limit: int) -> str:
    """One line without round brackets of its own, which end a note."""
    line = " ".join(text.replace("(", "[").replace(")", "]").split())
    return line if len(line) <= limit else f"{line[:limit].rstrip()}…"


def _quoted_messages(session: Session, messages: Sequence[Message]) -> Mapping[int, str]:
    """The words that each of these messages replies to, by key. Only the customer's own conversation is looked into."""
    replied = {message.id: name for message in messages if (name := (message.details or {}).get("replies_to"))}
    if not replied:
        return {}
    names = set(replied.values())
    own = select(Message.provider_id, Message).where(Message.provider_id.in_(names))
    sent = (
        select(Delivery.provider_id, Message)
        .join(Message, Message.id == Delivery.message_id)
        .where(Delivery.provider_id.in_(names))
    )
    found = [row for query in (own, sent) for row in session.execute(query).all()]
    media = media_of(session, [message.id for _, message in found])
    quoted = {(name, message.customer_id): _said(message, media.get(message.id, ())) for name, message in found}
    words = {message.id: quoted.get((replied.get(message.id), message.customer_id), "") for message in messages}
    return {key: text for key, text in words.items() if text}


def _said(message: Message, media: Sequence[Media]) -> str:
    return "\n".join(filter(None, (message.text, *_words_of(media, Reading.TRANSCRIPT))))
