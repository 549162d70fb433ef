"""STOP, START and HELP in Italian."""

from bot.selling.opt_out_words.language import Language

ITALIAN = Language(
    code="it",
    stop=(
        "ferma, fermati, fermatevi, smettila, smettetela, disiscrivimi, disiscrivetemi, disiscriviti"
        ", cancellami, cancellatemi, annulla iscrizione, basta messaggi, lasciami in pace, lasciatemi in pace"
        ", lasciatemi stare, disiscrizione, interrompi, niente più messaggi, stop ai messaggi"
    ),
    stop_in_doubt="annulla, annullare, basta, esci, termina, disdici",
    start="inizia, iniziare, avvia, riprendi, riprendere, ricomincia, iscrivimi, riattiva, attiva",
    help="aiuto, aiutami, aiutatemi, informazioni",
    stop_sentences=(
        (
            "non",
            "?mi, ci",
            (
                "scrivetemi, scrivete, scriva, scrivermi, scrivere, scrivi, mandatemi, mandate, mandi"
                ", mandarmi, mandare, inviatemi, inviate, invii, inviarmi, contattatemi, contattate, contatti"
                ", contattarmi, disturbatemi, disturbate, disturbi, disturbarmi"
            ),
            "?mai",
            "più, mai più",
            "?messaggi, messaggio, nulla, niente, pubblicità, promozioni, offerte, spam, sms",
        ),
        (
            "non",
            "mandatemi, inviatemi, mandarmi, inviarmi, mi mandi, mi mandate, mi invii",
            "altri messaggi, messaggi",
            "?più",
        ),
        (
            "non voglio, non desidero, non vorrei, non vogliamo",
            "più",
            "?ricevere, avere, che mi mandiate",
            "?i, altri, vostri, i vostri, questi, i tuoi",
            "messaggi, pubblicità, promozioni, sms, offerte, spam, notifiche",
            "?da voi, vostri, dal vostro negozio",
        ),
        (
            "non voglio",
            "?più",
            "?ricevere",
            "altri, più, ricevere",
            "messaggi, pubblicità, promozioni",
            "?da voi, vostri",
        ),
        (
            "non voglio",
            "più",
            "essere contattato, essere contattata, essere disturbato, essere disturbata",
        ),
        (
            "smettete, smettetela, smetti, smettila, smetta, la smetta, finitela, finiscila, basta",
            "di, con",
            "scrivermi, mandarmi, inviarmi, contattarmi, disturbarmi, mandare, questi, i, tutti questi",
            "?messaggi, pubblicità, spam, questi messaggi, tutti questi messaggi, sms",
        ),
        (
            (
                "cancellatemi, cancellami, mi cancelli, toglietemi, toglimi, mi tolga, rimuovetemi, rimuovimi"
                ", mi rimuova, eliminatemi, levatemi"
            ),
            "dalla, dalle, dal",
            "?vostra, tua, sua, vostre",
            "lista, liste, lista contatti, mailing list, rubrica, elenco, database, gruppo, newsletter",
        ),
        (
            "cancellate, cancella, eliminate, elimina, togliete",
            "il mio numero",
            "?dalla lista, dalla vostra lista",
        ),
        (
            "voglio, vorrei, desidero",
            (
                "disiscrivermi, cancellarmi dalla lista, essere cancellato dalla lista, annullare liscrizione"
                ", essere rimosso dalla lista, cancellare liscrizione, non ricevere più messaggi"
            ),
        ),
        (
            "lasciatemi, lasciami, mi lasci",
            "in pace, stare",
        ),
    ),
    stop_sentences_alone=(
        (
            "non",
            "scrivetemi, mi scrivete, mi scriva, scrivermi, contattatemi, disturbatemi, mi disturbi",
        ),
        (
            "non voglio",
            "?ricevere",
            "messaggi, pubblicità, i vostri messaggi",
        ),
    ),
    start_sentences=(
        (
            "?potete, puoi, può",
            "scrivermi",
            "di nuovo, ancora",
        ),
        (
            "voglio, vorrei",
            "?di nuovo, tornare a",
            "ricevere",
            "?di nuovo",
            "?i, i vostri",
            "messaggi",
            "?di nuovo",
        ),
        (
            "scrivetemi, scrivimi",
            "di nuovo",
        ),
        (
            "voglio, vorrei",
            "iscrivermi, tornare, riscrivermi",
            "?di nuovo",
        ),
    ),
    help_sentences=(
        (
            "come posso, come faccio a, come si fa a, come",
            (
                "disiscrivermi, cancellarmi, non ricevere più messaggi, cancellare liscrizione, mi disiscrivo"
                ", mi cancello"
            ),
        ),
    ),
)
