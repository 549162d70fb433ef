"""The classifier of last resort, where the packaged embedding model cannot be loaded: words that give a field away.

It finds about half of what the embeddings find, in English only, and is meant to be right rather than complete.
"""

import re
from collections.abc import Sequence

from bot.clients.offline_model.clauses import content_words
from bot.clients.offline_model.labels import Label, Reading

_CUES: tuple[tuple[Label, str], ...] = (
    (
        Label.CHANNEL,
        r"\b(?:call me|text me|e-?mail me|write to me|message me|reach me|by e-?mail|on whatsapp|by phone)\b",
    ),
    (
        Label.BUDGET,
        r"\b(?:budget|spend|afford|up to|at most|no more than|tops)\b.*\d|\b(?:my|our) (?:budget|limit|max)\b",
    ),
    (
        Label.OBJECTION,
        (
            r"\b(?:too (?:expensive|much|long|big|small|late|heavy)|worried|concerned|afraid|not sure (?:it|about|if)|"
            r"hesitat\w+|don't trust|bad experience|cheaper (?:elsewhere|somewhere)|need to think)\b"
        ),
    ),
    (
        Label.TRIGGER,
        (
            r"\b(?:birthday|anniversary|wedding|graduat\w+|christmas|gift|present for|getting married|moving (?:in|to|"
            r"house)|"
            r"(?:broke|died|stolen|cracked)|need (?:it|this) (?:by|before)|deadline)\b"
        ),
    ),
    (
        Label.PERSONAL,
        (
            r"\b(?:my name is|i live in|i work (?:as|at|for)|i'm an? |i am an? |my (?:husband|wife|son|daughter|kids|"
            r"dog|cat) |"
            r"i have (?:\w+ )?(?:kids|children|sons|daughters)|years old|my hobby)"
        ),
    ),
    (
        Label.PREFERENCE,
        (
            r"\b(?:looking for|i(?:'d| would)? (?:prefer|like an?|love)|i (?:only|never) (?:wear|buy|use)|favou?rite|"
            r"i want an?|size \d|she (?:likes|loves|prefers)|do you have (?:an?|any))\b"
        ),
    ),
)
_COMPILED = tuple((label, re.compile(pattern, re.IGNORECASE)) for label, pattern in _CUES)


class RuleClassifier:
    """Reads clauses by cue words and compares them by the words they share."""

    name = "rules"

    def read(self, clauses: Sequence[str]) -> list[Reading]:
        """What each clause is about, in order."""
        return [_read(clause) for clause in clauses]

    def similarity(self, text: str, others: Sequence[str]) -> list[float]:
        """The share of content words two texts have in common."""
        mine = content_words(text)
        return [_overlap(mine, content_words(other)) for other in others]


def _read(clause: str) -> Reading:
    for label, pattern in _COMPILED:
        if pattern.search(clause):
            return Reading(label, 1.0)
    return Reading(Label.CHAT, 1.0)


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right) if left | right else 0.0
