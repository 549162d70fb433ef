"""Whether a draft promises that a person will act: a promise the team has to be told of. Pure."""

import re

_COLLEAGUE = re.compile(
    r"\b(?:colleagues?|team ?mates?|someone (?:from|of) (?:our|the) (?:team|shop)|(?:our|the) team|human agent|"
    r"(?:um|uma|o|a) colega|colegas?|(?:nossa|a) equipa|(?:nossa|a) equipe|compañer[oa]s?|(?:nuestro|el) equipo|"
    r"kollegen?|kollegin(?:nen)?|(?:unser|das) team|collègues?|(?:notre|l['’])équipe)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[^.!?…\n]+[.!?…]?")


def promises_a_person(draft: str) -> bool:
    """True when the draft says, and does not merely ask whether, a colleague looks after the customer."""
    return any(
        _COLLEAGUE.search(sentence) and not sentence.rstrip().endswith("?") for sentence in _SENTENCES.findall(draft)
    )
