"""Signs that a customer's message tells something worth remembering, found without understanding it. Pure.

They decide nothing about a profile. They only list messages that carry a sign and that no operation cites, for a
second look: most of what memory systems miss was never extracted (HaluMem). So a sign may be wrong, but cheap.
Cues are words as `memory.text.normalised` gives them, in the languages customers write; of scripts without spaces
between words, a cue may stand anywhere.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache

from memory.operations import ProfileUpdate
from memory.text import is_unspaced, normalised
from memory.transcript import Author, Line, Transcript
from memory.words import TAKING_BACK

MOST_LINES = 12
"""Lines of one second look; the newest count, for what was said last holds."""

LONGEST_READ = 4000
"""Characters of a message that are searched; what is longer is a pasted document."""


class Signal(StrEnum):
    """What kind of thing a message may tell."""

    MONEY = "money"
    DATE = "date"
    NEGATION = "negation"
    WISH = "wish"
    CONTACT = "contact"


_CUES: dict[Signal, tuple[str, ...]] = {
    Signal.MONEY: (
        "tops, max, maximum, at most, up to, limit, máximo, até, hasta, höchstens, bis zu, maximal, jusquà, maksimal",
        "budget, spend, afford, pay, offer, cheap, cheaper, cheapest, expensive, dollars, euros, pounds, rupees",
        "bucks, usd, eur, presupuesto, gastar, pagar, barato, barata, caro, cara, pesos, orçamento, orcamento",
        "reais, mil reais, ausgeben, bezahlen, billig, günstig, teuer, dépenser, payer, pas cher, cher, spendere",
        "pagare, economico, anggaran, bayar, murah, mahal, ribu, juta, rupiah, kharch, paise, rupaye, rupay",
        "sasta, saste, mehnga, mehenga, बजट, पैसे, रुपये, सस्ता, महंगा, ميزانية, ادفع, رخيص, غالي, бюджет, рублей",
        "дешевле, дорого, 预算, 便宜, 元, 予算, 円, 安い",
    ),
    Signal.DATE: (
        "monday, tuesday, wednesday, thursday, friday, saturday, sunday, january, february, march, april, june",
        "july, august, september, october, november, december, tomorrow, tonight, weekend, next week, next month",
        "birthday, anniversary, wedding, christmas, valentines, deadline, lunes, martes, miércoles, jueves",
        "viernes, sábado, domingo, mañana, cumpleaños, aniversario, boda, navidad, enero, febrero, marzo, abril",
        "mayo, junio, julio, agosto, septiembre, octubre, noviembre, diciembre, amanhã, aniversário, casamento",
        "natal, janeiro, fevereiro, março, maio, setembro, outubro, dezembro, segunda feira, sexta feira, montag",
        "dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, morgen, geburtstag, hochzeit, weihnachten",
        "demain, anniversaire, mariage, noël, lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche, domani",
        "compleanno, matrimonio, natale, besok, ulang tahun, pernikahan, kal, parso, janamdin, shaadi, shadi",
        "somvar, shukravar, कल, जन्मदिन, शादी, غدا, عيد ميلاد, زفاف, завтра, день рождения, свадьба, свадьбу, 明天",
        "生日, 婚礼, 明日, 誕生日, 結婚",
    ),
    Signal.NEGATION: (
        ", ".join(TAKING_BACK),
        "hate, dislike, allergic, refuse, avoid, odio, odeio, hasse, déteste, odia",
    ),
    Signal.WISH: (
        "i want, i need, i like, i love, i prefer, id like, id love, id prefer, i would like, i would prefer",
        "i wish, im looking for, i am looking for, looking for, im interested, i wear, i only, i hope",
        "my favourite, my favorite, i have, my wife, my husband, my daughter, my son, my mother, my mum, my mom",
        "my father, my girlfriend, my boyfriend, my partner, my sister, my brother, my friend, my name, i live",
        "i work, im from, worried, quiero, prefiero, me gusta, me gustaría, busco, necesito, mi esposa, mi marido",
        "mi hija, mi hijo, mi madre, quero, prefiro, gosto, gostaria, procuro, preciso, minha esposa, meu marido",
        "minha filha, meu filho, minha mãe, ich will, ich möchte, ich mag, ich suche, ich brauche, ich hätte",
        "mir gefällt, meine frau, mein mann, meine, je veux, je voudrais, jaime, je préfère, je cherche",
        "jai besoin, ma femme, mon mari, ma fille, mon fils, voglio, vorrei, mi piace, preferisco, cerco",
        "ho bisogno, mia moglie, mio marito, mia figlia, saya mau, saya ingin, saya suka, saya cari, saya butuh",
        "saya punya, aku mau, aku suka, istri, suami, anak saya, mujhe, chahiye, chahie, chahta, chahti, pasand",
        "meri patni, mere pati, meri beti, मुझे, चाहिए, पसंद, اريد, أريد, احب, أحب, افضل, أفضل, ابحث, زوجتي, زوجي",
        "хочу, хотел, хотела, нужен, нужна, нужно, люблю, ищу, предпочитаю, моя жена, мой муж",
        "我想, 我要, 我喜欢, 我需要, 想要, 欲しい, 好き, 探して, 원해, 좋아",
    ),
    Signal.CONTACT: (
        "whatsapp, email, e mail, mail me, call me, phone me, text me, ring me, message me, reach me, contact me",
        "sms, telegram, instagram, llámame, llamame, correo, escríbeme, teléfono, me liga, me ligue, telefone",
        "me chama, ruf mich, anrufen, telefon, schreib mir, appelez moi, appelle moi, courriel, chiamami",
        "scrivimi, hubungi, telepon, kabari, call karna, phone karna, message karna, फ़ोन, फोन, اتصل, راسلني",
        "позвони, позвоните, напиши, напишите, почта, 电话, 邮件, 電話, メール",
    ),
}

_SUM = re.compile(r"\d{3,}|\d[.,]\d{2}\b|\d\s?k\b", re.IGNORECASE)
"""Numbers that are rarely anything but a price: sizes, guests and times are smaller."""

_CALENDAR_DATE = re.compile(r"\b\d{1,2}(?:[/-]\d{1,2}(?:[/-]\d{2,4})?|\.\d{1,2}\.(?:\d{2,4})?|(?:st|nd|rd|th)\b)")


def signals_in(text: str) -> frozenset[Signal]:
    """The signals a message carries."""
    read = text[:LONGEST_READ]
    words = f" {normalised(read)} "
    found = {signal for signal in Signal if _pattern(signal).search(words)}
    if _SUM.search(read) or any(unicodedata.category(character) == "Sc" for character in read):
        found.add(Signal.MONEY)
    if _CALENDAR_DATE.search(read):
        found.add(Signal.DATE)
    return frozenset(found)


def overlooked_lines(transcript: Transcript, update: ProfileUpdate) -> tuple[Line, ...]:
    """The customer's lines with a signal that no operation cites, whether or not it will stand; MOST_LINES at most."""
    cited = {operation.message for operation in update.operations}
    overlooked = [
        line
        for line in transcript.lines
        if line.author is Author.CUSTOMER and line.number not in cited and signals_in(line.text)
    ]
    return tuple(overlooked[-MOST_LINES:])


@cache
def _pattern(signal: Signal) -> re.Pattern[str]:
    cues = [normalised(cue) for row in _CUES[signal] for cue in row.split(", ")]
    anywhere = [re.escape(cue) for cue in cues if is_unspaced(cue[-1])]
    between_spaces = [re.escape(cue) for cue in cues if not is_unspaced(cue[-1])]
    return re.compile("|".join([f" (?:{'|'.join(between_spaces)}) ", *anywhere]))
