"""Text as words that can be compared: folded, split, without endings and function words. Pure."""

import re
import unicodedata


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS: dict[str, frozenset[str]] = {
    "en": _split(
        "a about am an and any are as at be been but by can could did do does for from get give had has have he hello "
        "hey hi how i if in is it its just like looking me my need no not of on one ones or our please she show so "
        "some something that the their them there these they thing this those to too us very want was we were what "
        "when where which who will with would yes you your yours"
    ),
    "pt": _split(
        "a ao aos as ate boa bom com como da das de dela dele dia do dos e ela ele em essa esse esta este eu gostaria "
        "ha isso la mais mas me meu meus minha minhas muito na nao nas no noite nos o oi ola os ou para pelo por pra "
        "quais qual quanto que quem queria quero se sem ser seu sim so sua tarde tem tenho tens um uma umas uns voce "
        "voces"
    ),
    "es": _split(
        "a al algo algun alguna buenas buenos como con cual cuales cuanto de del desde dias donde e el ella en es esa "
        "ese eso esta este esto hasta hay hola la las le lo los mas me mi mis muy necesito no nos o para pero por que "
        "quien quiero quisiera se si sin son su sus tardes tengo tiene tienen tienes un una unas unos usted y yo"
    ),
    "de": _split(
        "aber als am an auch auf aus bei bin bis bitte das dass dein dem den der des die doch du ein eine einen einer "
        "eines er es etwas fur gern gerne gibt guten habe haben habt hallo hat ich ihr im in ist ja kann kein keine "
        "konnen mein meine meinen mich mir mit mochte nach nicht noch nur oder sehr sie sind suche tag und uns vom "
        "von war was welche wenn wer wie wir wo zu zum zur"
    ),
    "fr": _split(
        "a ai as au aux avec avez avons bonjour bonsoir c ce ces cet cette cherche combien d dans de des du elle "
        "elles en es est et etes il ils j je l la le les leur lui m ma mais me mes moi mon n ne non nos notre nous on "
        "ou oui par pas plus pour qu que quel quelle quelles quels qui s sa salut sans se ses si son sont sur ta te "
        "tes toi ton tu un une vos votre voudrais vous"
    ),
}
"""Function words by language (ISO 639-1), folded. They tell the language of a text and are no help in a search."""

_ALL_STOP_WORDS = frozenset().union(*STOP_WORDS.values())
# Chinese and Japanese write no spaces, Korean hangs its particles on: there every character counts as a word.
_ONE_CHARACTER_WORDS = "぀-ヿ㐀-䶿一-鿿가-힣"
_WORD = re.compile(rf"[{_ONE_CHARACTER_WORDS}]|[^\W_{_ONE_CHARACTER_WORDS}]+")
_PLURAL_IN_ES = ("ches", "shes", "sses", "xes")


def fold(text: str) -> str:
    """The text without case, accents and other marks, so that `Anéis` and `aneis` are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFKC", bare)


def words_in(text: str) -> tuple[str, ...]:
    """All words of a text, folded, in order."""
    return tuple(_WORD.findall(fold(one_line(text))))


def stems_in(text: str) -> tuple[str, ...]:
    """All words of a text without their plural endings, in order."""
    return tuple(_stem(word) for word in words_in(text))


def search_words(text: str) -> tuple[str, ...]:
    """The words of a text that may name a product: no function words, no single Latin letters, no plural endings."""
    return tuple(
        _stem(word)
        for word in words_in(text)
        if word not in _ALL_STOP_WORDS and not (len(word) == 1 and word.isascii())
    )


def one_line(text: str) -> str:
    """The text without invisible characters, its white space and control characters one space each."""
    spaced = (" " if unicodedata.category(character) == "Cc" else character for character in text)
    return " ".join("".join(c for c in spaced if unicodedata.category(c)[0] != "C").split())


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith(_PLURAL_IN_ES):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
