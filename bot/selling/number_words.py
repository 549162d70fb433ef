"""Numbers written out in English, Spanish, Portuguese, German and French (the round ones people spend). Pure."""

import re

_VALUES: dict[str, int] = {
    word: value
    for value, words in {
        1: "one um uma un una ein eine",
        2: "two dois duas dos zwei deux",
        3: "three três tres drei trois",
        4: "four quatro cuatro vier quatre",
        5: "five cinco fünf cinq",
        6: "six seis sechs",
        7: "seven sete siete sieben sept",
        8: "eight oito ocho acht huit",
        9: "nine nove nueve neun neuf",
        10: "ten dez diez zehn dix",
        12: "twelve doze doce zwölf douze",
        15: "fifteen quinze quince fünfzehn",
        20: "twenty vinte veinte zwanzig vingt",
        30: "thirty trinta treinta dreißig trente",
        40: "forty quarenta cuarenta vierzig quarante",
        50: "fifty cinquenta cincuenta fünfzig cinquante",
        60: "sixty sessenta sesenta sechzig soixante",
        70: "seventy setenta siebzig",
        80: "eighty oitenta ochenta achtzig",
        90: "ninety noventa neunzig",
        100: "cem cento cien ciento",
        200: "duzentos duzentas doscientos doscientas zweihundert",
        300: "trezentos trezentas trescientos trescientas dreihundert",
        400: "quatrocentos quatrocentas cuatrocientos cuatrocientas vierhundert",
        500: "quinhentos quinhentas quinientos quinientas fünfhundert",
        600: "seiscentos seiscentas seiscientos seiscientas sechshundert",
        700: "setecentos setecentas setecientos setecientas siebenhundert",
        800: "oitocentos oitocentas ochocientos ochocientas achthundert",
        900: "novecentos novecentas novecientos novecientas neunhundert",
    }.items()
    for word in words.split()
}
_MULTIPLIERS = {
    "hundred": 100,
    "hundert": 100,
    "cent": 100,
    "cents": 100,
    "thousand": 1000,
    "mil": 1000,
    "tausend": 1000,
    "mille": 1000,
}
_ANY_WORD = "|".join(sorted({*_VALUES, *_MULTIPLIERS}, key=len, reverse=True))

NUMBER_WORDS_PATTERN = (
    rf"(?<!\w)(?i:(?:{_ANY_WORD})(?!\w)(?:(?:[ \t-]+(?:and|y|e|und|et))?[ \t-]+(?:{_ANY_WORD})(?!\w))*)"
)
"""A number in words, as a regular expression without groups."""


def value_of_words(text: str) -> int:
    """The value of what NUMBER_WORDS_PATTERN matched: `two hundred and fifty` is 250."""
    total = current = 0
    for word in re.findall(r"\w+", text.casefold()):
        folded = word.replace("ss", "ß") if word == "dreissig" else word
        if folded not in _MULTIPLIERS:
            current += _VALUES.get(folded, 0)
        elif _MULTIPLIERS[folded] == 100:
            current = max(current, 1) * 100
        else:
            total, current = total + max(current, 1) * 1000, 0
    return total + current
