"""Phrases by which code knows what a clause does: corrects, withdraws, accepts, asks, or gives orders. Pure."""

import re

_I = re.IGNORECASE

INSTRUCTION = re.compile(
    r"^\s*[\[<#*(]*\s*(?:system|assistant|developer|admin)\b\s*[\])>]*\s*:"
    r"|\b(?:ignore|disregard|bypass|override)\b.{0,30}\b(?:instructions?|rules?|prompts?|above|before|everything|limits?)\b"
    r"|\bforget\b.{0,30}\b(?:instructions?|rules?|prompts?)\b"
    r"|\byour (?:rules?|instructions?|prompt|memory|programming)\b"
    r"|\byou(?:'re| are) (?:now|an? (?:ai|assistant|bot))\b|\bfrom now on\b"
    r"|\b(?:pretend|act as|act like|roleplay|jailbreak)\b"
    r"|\b(?:remember|store|save|note|record|write down|memori[sz]e)\b.{0,25}\bthat (?!i\b|i'|my\b|we\b|our\b)"
    r"|\b(?:customer|my) profile\b|\brepeat after me\b",
    _I,
)
_AUXILIARY = "is|are|was|were|do|does|did|can|could|would|will|should|have|has"
QUESTION_START = re.compile(
    rf"^(?:what|which|who|where|when|why|how)(?:'s|’s|'d|’d| (?:{_AUXILIARY}|about|much|many|long|far|old|come|"
    rf"kind|type|"
    rf"sort|time|else))\b|^(?:{_AUXILIARY}) (?:you|u|i|we|it|they|he|she|there|the|this|that|these|those|your|my)\b"
    r"|^(?:any chance|cu[aá]nto|cu[aá]l|d[oó]nde|quanto|qual|onde|wie viel|gibt es|habt ihr|combien|quel|est-ce|berapa|"
    r"apa|apakah)\b|\bkya\b",
    _I,
)
ABOUT_A_THING = re.compile(
    r"^(?:is|are|was|were|does|do|did|will|can|could|would|has) (?:it|they|this|that|these|those|the)\b"
    r"(?!.*\b(?:come|comes|available|in stock)\b)"
    r"|^(?:what if|(?:y |e )?si no\b|(?:e )?se (?:ela |ele )?não\b|was(?:,)? wenn|et si)\b"
    r"|^¿?(?:é|são|es|son|está|estão|están|ist|sind|est-ce)\b",
    _I,
)
"""Questions about what is shown already: they tell no wish."""

POINTING = re.compile(
    r"^(?:(?:i|i['’]?d|i['’]?ll|we)\s+)?(?:(?:want|wants?|like|love|prefer|take|have|show me|quero|quiero|prefiro|"
    r"prefiero|gosto d|me gusta|nehme|mag)\s+)?(?:to see\s+)?"
    r"(?:(?:the|a|o|el|la|das|die|den|both|two|three|\d|of|one|ones|other|first|second|third|last|next|"
    r"primeir[oa]|segund[oa]|primer[oa]?|erste[nrs]?|zweite[nrs]?|this|that|these|those|it|them|"
    r"ess[ea]s?|est[ea]s?|es[eao]s?|please|por favor|bitte)[\s,.!]*)+$",
    _I,
)
"""Pointing at what is shown (“I want two of those”): without the talk around it, it says nothing."""

DOUBT = re.compile(
    r"\b(?:not (?:so |quite )?sure about|worried|(?:i|we) (?:always |do )?worry|not convinced|(?:don't|don’t) trust|"
    r"(?:i'm|i’m|i am) (?:scared|concerned)|(?<!no )hassle(?![- ]free)|(?:too|always) (?:complicated|risky)|"
    r"(?:muito|tão|muy|demasiado) complicad[oa]|umständlich|zu kompliziert|trop compliqué|não confio|no me fío|"
    r"no confío|tengo (?:\w+ )?dudas|tenho (?:\w+ )?dúvidas|receio|tenho medo|"
    r"tengo miedo|me preocupa|preocupad[oa]|bin (?:mir )?(?:nicht sicher|unsicher)|j['’]hésite|j['’]ai peur)\b",
    _I,
)
LIKING = re.compile(
    r"\b(?:she|he|ela|ele|ella|él|sie|er|elle|il|mom|mum|dad|wife|husband|mãe|mulher|marido|mujer|madre)\s+"
    r"(?:only |really |just |só |solo |le |lhe |nur )?(?:loves?|adores?|prefers?|likes?|wears?|adora|prefere|prefiere|"
    r"gosta de|gustan?|encantan?|usa|mag|liebt|trägt|adore|aime|préfère|porte)\b",
    _I,
)
AGAIN = re.compile(r"\b(?:again|otra vez|de nuevo|outra vez|de novo|wieder|de nouveau|back)$", _I)
"""“It's Carlos again” introduces, and tells nothing about who it is."""

ABOUT_THE_SELLER = re.compile(
    r"\b(?:do|are|have|did) (?:you|u) (?:like|enjoy|know|think|ever|feel|want|happy)\b"
    r"|\b(?:phone number|postcode|post code|zip code)\b",
    _I,
)
"""Questions about the other side, and for its particulars: no wish, whatever they name."""

CORRECTION = re.compile(
    r"\b(?:actually|instead|rather|changed my mind|on second thou?ghts?|after all|no longer|not any ?more|anymore|"
    r"make (?:it|that)|scratch|correction|i meant|i mean|switch(?:ed)? to|moved|mejor|en vez|en realidad|"
    r"na verdade|em vez|doch lieber|stattdessen|plutôt|sebenarnya)\b",
    _I,
)
WITHDRAWAL = re.compile(
    r"\b(?:forget(?: about)? (?:the|that|my|it|about)|scratch (?:the|that)|no longer (?:want|need|interested|"
    r"looking|after|like)|"
    r"(?:don't|do not|doesn't) (?:want|need|like) .{0,60}any ?more|not interested in .{0,60}any ?more|"
    r"never mind (?:about )?the|drop the|skip the|ya no (?:quiero|necesito)|não quero mais|nicht mehr)\b",
    _I,
)
ACCEPTANCE = re.compile(
    r"\b(?:(?:that|this|it)(?:'s| is| would be|'ll be| will be)? ?(?:solves?|settles?|settled|sorted|takes care|"
    r"works for|reassuring|"
    r"fixes)|that works|works for me|(?:then )?(?:that's|that is|it's) (?:fine|okay|ok|great|perfect|good|"
    r"reassuring|settled)\b|"
    r"good to know|i'm (?:fine|ok|okay|happy|good|convinced|reassured)\b|(?:no|not a) (?:problem|issue|worry|concern) "
    r"(?:then|any ?more)|nothing to worry|no longer (?:worried|a problem|an issue|a concern)|eso me sirve|"
    r"así sí|assim sim|das passt|dann passt|ça me va)\b",
    _I,
)
PLAIN_ACCEPTANCE = re.compile(
    r"^(?:(?:oh|ok|okay|ah|alright|great|perfect|wonderful|brilliant|excellent|good|nice|sounds|super|lovely|"
    r"awesome|fine|"
    r"deal|sold|that|then|very|really|perfecto|perfeito|ótimo|genial|prima)[ ,!.]*)+$",
    _I,
)
NOT_TO_BE_HAD = re.compile(
    r"\b(?:sorry|apologi[sz]e|unfortunately|(?:no|not any) \w+|(?:do|does|did|could|can|is|are)(?:n['’]t| not)|"
    r"cannot|none|nothing|not available|sold out|out of stock|lo siento|no (?:tenemos|hay)|agotad[oa]|"
    r"não (?:temos|há)|esgotad[oa]|leider|kein\w*|ausverkauft|désolée?|"
    r"nous n['’]avons pas|purtroppo|non abbiamo|maaf|tidak (?:ada|punya)|nahin?)\b",
    _I,
)
"""The seller says that something cannot be had."""

ALTERNATIVE = re.compile(
    r"\b(?:(?:how|what) about|what if|try|then|instead|in that case|qu[eé] tal|entonces|então|e se|"
    r"wie (?:wäre|ist) es mit|dann|et si|alors|allora|bagaimana|kalau|kaisa rahega|"
    r"kaisi rahegi|ke bare mein|ke baare mein|phir|to fir)\b",
    _I,
)
"""The customer proposes something else."""

RESERVATION = re.compile(r"\b(?:not|isn['’]t|doesn['’]t|don['’]t|but|however|still|pero|mas|aber)\b", _I)
"""What follows an acceptance and takes it back by half."""

_SELLER_TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "budget",
        re.compile(
            r"budget|\bspend|price range|how much (?:would|do|can|are) you|what are you willing|your offer|presupuesto|"
            r"orçamento|gastar|ausgeben|anggaran",
            _I,
        ),
    ),
    (
        "channel_preference",
        re.compile(r"reach you|contact you|(?:phone|email|e-mail|whatsapp) or |call you|best way to", _I),
    ),
    ("personal_details", re.compile(r"your name|where do you (?:live|work)|do you have (?:kids|children|pets)", _I)),
    ("buying_triggers", re.compile(r"occasion|what brings|special event|who is it for|who's it for|deadline", _I)),
    (
        "preferences",
        re.compile(
            r"\b(?:which|what) (?:\w+ ){0,2}?(?:size|colou?r|kind|type|style|model|brand|flavou?r|material|metal|"
            r"cuisine|food|"
            r"area|part|genre|city|destination|day|date|time|firmness|cut|length|shape|category|class|fare)|"
            r"do you prefer|would you prefer|any preference|what are you (?:looking for|after)|where (?:will|"
            r"would|are|do) you|"
            r"when (?:will|would|do|are) you|how many|your size|"
            r"kis (?:type|tarah)|kaunsa|qué (?:color|talla|tipo)|que (?:cor|tamanho|tipo)|welche",
            _I,
        ),
    ),
)
NO_ANSWER = re.compile(
    r"^(?:(?:yes|no|nope|yeah|yep|yup|sure|ok|okay|maybe|thanks?|thank you|please|none|nothing|anything|whatever|"
    r"either|"
    r"not sure|no idea|i don't know|dunno|idk|hi|hello|bye|good|great|fine|k|s[ií]|sim|não|ja|nein|oui|non|ya|"
    r"tidak|haan|"
    r"nahi|it|that|this|will|do|be|is|just|a|one|minute|sec|second|moment|you|all|help|so|much|for|your|and|done|"
    r"goodbye|right|correct|sounds|perfect)[\s,!.]*)+$",
    _I,
)


def asks(clause: str, *, is_question: bool) -> bool:
    """True for a question, with or without its mark."""
    return is_question or QUESTION_START.search(clause) is not None


def topic_of(seller_text: str) -> str | None:
    """The field that a seller's question is about, when that is clear. The last question of a message counts."""
    questions = [part for part in re.split(r"(?<=[.!?])\s+", seller_text) if part.rstrip().endswith("?")]
    if not questions:
        return None
    return next((field for field, pattern in _SELLER_TOPICS if pattern.search(questions[-1])), None)
