"""The words by which customers stop messages, come back and ask for help, a file a language."""

from bot.selling.opt_out_words.arabic import ARABIC
from bot.selling.opt_out_words.english import ENGLISH
from bot.selling.opt_out_words.french import FRENCH
from bot.selling.opt_out_words.german import GERMAN
from bot.selling.opt_out_words.hindi import HINDI
from bot.selling.opt_out_words.indonesian import INDONESIAN
from bot.selling.opt_out_words.italian import ITALIAN
from bot.selling.opt_out_words.portuguese import PORTUGUESE
from bot.selling.opt_out_words.russian import RUSSIAN
from bot.selling.opt_out_words.shared import INTERNATIONAL
from bot.selling.opt_out_words.spanish import SPANISH
from bot.selling.opt_out_words.turkish import TURKISH

LANGUAGES = (
    INTERNATIONAL,
    ENGLISH,
    PORTUGUESE,
    SPANISH,
    HINDI,
    INDONESIAN,
    ARABIC,
    RUSSIAN,
    GERMAN,
    FRENCH,
    ITALIAN,
    TURKISH,
)
