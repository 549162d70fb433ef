"""STOP, START and HELP in German."""

from bot.selling.opt_out_words.language import Language

GERMAN = Language(
    code="de",
    stop=(
        "keine weiteren nachrichten"
        ", abmelden, austragen, aufhören, hören sie auf, hör auf, halt, keine nachrichten mehr"
        ", keine nachrichten, keine werbung mehr, keine werbung, lass mich in ruhe, lasst mich in ruhe"
        ", lassen sie mich in ruhe, schluss damit, abmeldung, melden sie mich ab, melde mich ab, stopp alles"
    ),
    stop_in_doubt="abbestellen, abbrechen, abbruch, ende, stornieren, kündigen, schluss, genug",
    start="starten, beginnen, anmelden, fortsetzen, weiter, abonnieren, wieder anmelden",
    help="hilfe, informationen, hilf mir, helfen sie mir, auskunft",
    stop_sentences=(
        (
            (
                "schreib, schreibe, schreibt, schreiben sie, kontaktiere, kontaktieren sie, kontaktiert"
                ", belästigen sie, belästige, belästigt, texte, nerv, nervt"
            ),
            "?du, ihr",
            "mir, mich, uns",
            "?bitte, jetzt, hier",
            (
                "nicht mehr, nie mehr, nie wieder, niemals wieder, nicht wieder, nicht länger"
                ", keine nachrichten mehr, keine whatsapps mehr"
            ),
            "?an, bitte",
        ),
        (
            "schick, schicke, schickt, schicken sie, sende, sendet, senden sie",
            "mir, uns",
            (
                "nichts mehr, keine nachrichten mehr, keine werbung mehr, keine angebote mehr"
                ", nie wieder etwas, keine, keine weiteren nachrichten, keine weitere werbung"
                ", nie wieder nachrichten, keine nachricht mehr, keine sms mehr, keine whatsapps mehr"
            ),
            "?nachrichten mehr, zu",
        ),
        (
            "ich möchte, ich will, ich wünsche, wir möchten, wir wollen, ich würde gerne",
            "?bitte",
            "keine, nicht mehr, nie wieder, keine weiteren, keine weitere",
            (
                "?nachrichten mehr, werbung mehr, nachrichten, werbung, angebote mehr, mitteilungen mehr"
                ", nachricht mehr, whatsapps mehr"
            ),
            "?von ihnen, von euch, von dir, mehr",
            "?bekommen, erhalten, haben, kontaktiert werden, angeschrieben werden, belästigt werden, empfangen",
        ),
        (
            "?ich bitte um, bitte",
            "keine, keinerlei",
            "nachrichten, werbung, angebote, whatsapps, sms, nachricht",
            "mehr",
        ),
        (
            "hör auf, hört auf, hören sie auf",
            "?bitte, damit",
            "mir, mich",
            "?ständig, dauernd, immer",
            (
                "zu schreiben, nachrichten zu schicken, nachrichten zu senden, zu kontaktieren, zu belästigen"
                ", zu nerven, nachrichten zu schreiben, werbung zu schicken, sachen zu schicken"
            ),
        ),
        (
            (
                "nehmen sie, nimm, nehmt, streichen sie, streich, streicht, löschen sie, lösch, lösche"
                ", löscht, entfernen sie, entferne, entfernt"
            ),
            "?bitte",
            "mich, meine nummer, meinen kontakt",
            "aus, von",
            "der, ihrer, eurer, deiner, dem, ihrem, eurem",
            ("liste, verteilerliste, verteiler, kartei, datenbank, adressbuch, kontakten, kontaktliste, mailingliste"),
            "?raus, heraus",
        ),
        (
            "löschen sie, lösch, lösche, löscht",
            "?bitte",
            "meine nummer, meine telefonnummer, meine handynummer",
        ),
        (
            "ich möchte, ich will, ich würde",
            "mich",
            "?gerne, hier",
            "abmelden, austragen, abmelden lassen",
        ),
        (
            "melden sie, melde, meldet, tragen sie, trag",
            "mich",
            "?bitte, sofort",
            "ab, aus",
        ),
        (
            "lassen sie, lass, lasst",
            "mich",
            "?bitte, endlich, einfach",
            "in ruhe",
        ),
        (
            "schluss, stopp, stop, genug",
            "mit",
            "den, diesen, euren, ihren",
            "nachrichten, werbung, spam",
        ),
    ),
    stop_sentences_alone=(
        (
            "schreib, schreiben sie, schreibt, kontaktieren sie, kontaktiere",
            "mir, mich",
            "nicht, keine nachrichten",
            "?an",
        ),
        (
            "schick, schicken sie, schickt, senden sie, sende",
            "mir",
            "nichts, keine nachrichten, keine werbung",
        ),
        (
            "ich möchte, ich will",
            "keine",
            "nachrichten, werbung",
        ),
    ),
    start_sentences=(
        (
            "ihr könnt, sie können, du kannst, sie dürfen, ihr dürft, du darfst",
            "mir",
            "?gerne",
            "wieder",
            "schreiben",
        ),
        (
            "schreib, schreiben sie, schreibt",
            "mir",
            "?bitte",
            "wieder",
        ),
        (
            "ich möchte, ich will",
            "?gerne",
            "wieder",
            "nachrichten",
            "?von ihnen, von euch",
            "bekommen, erhalten",
        ),
        (
            "melden sie, melde",
            "mich",
            "wieder",
            "an",
        ),
    ),
    help_sentences=(
        (
            "wie kann ich mich, wie melde ich mich, wo kann ich mich, wie kann ich",
            (
                "abmelden, ab, hier abmelden, keine nachrichten mehr bekommen, die nachrichten abbestellen"
                ", austragen, nachrichten abbestellen"
            ),
        ),
    ),
)
