"""STOP, START and HELP in French."""

from bot.selling.opt_out_words.language import Language

FRENCH = Language(
    code="fr",
    stop=(
        "arrêt, arrêter, arrête, arrêtez, désabonner, désabonnement, désinscription, désinscrire, stop sms"
        ", stop pub, me désabonner, me désinscrire, désabonnez moi, désinscrivez moi, laissez moi tranquille"
        ", laisse moi tranquille, foutez moi la paix, arrêtez les messages, arrêtez ça, stop aux messages"
        ", stop messages"
    ),
    stop_in_doubt="annuler, annulez, annule, fin, quitter, résilier, assez, ça suffit",
    start="commencer, démarrer, reprendre, recommencer, réactiver, sabonner, mabonner, minscrire, réabonner",
    help="aide, aidez moi, aide moi, informations, infos, renseignements",
    stop_sentences=(
        (
            "?ne",
            (
                "mécrivez, mécris, écrivez, écris, me contactez, me contacte, contactez, me dérangez"
                ", me dérange, menvoyez, menvoie, envoyez, me harcelez, nécrivez, nécris, nenvoyez"
                ", me messagez, membêtez"
            ),
            "?moi",
            "plus, plus jamais, jamais plus",
            (
                "?de messages, de message, rien, de sms, de pub, de publicité, de publicités, doffres"
                ", de promotions, vos messages, de spam, svp, de messages svp"
            ),
        ),
        (
            "ne",
            "menvoyez, menvoie, nous envoyez",
            "plus",
            "?aucun, jamais",
            "?message, messages, rien, de messages",
        ),
        (
            "ne",
            "plus",
            "mécrire, menvoyer de messages, me contacter, me déranger, menvoyer de pub",
        ),
        (
            "je ne veux, je veux, je ne souhaite, jveux, je ne désire, nous ne voulons",
            "plus",
            "?jamais, du tout",
            "?recevoir, avoir, que vous menvoyiez",
            "?de, vos, de vos, de ces, ces, aucun, tes, des",
            (
                "messages, message, pub, publicité, publicités, sms, promotions, offres, doffres"
                ", notifications, spam, recevoir de messages"
            ),
            "?de vous, de votre part, de ta part, de votre boutique",
        ),
        (
            "je ne veux plus, je ne souhaite plus",
            "être",
            "contacté, contactée, dérangé, dérangée, sollicité, sollicitée",
        ),
        (
            "je ne veux plus, je veux plus",
            "que vous",
            "mécriviez, me contactiez, menvoyiez de messages",
        ),
        (
            "arrêtez, arrête, cessez, cesse, arrêter, stop",
            "de",
            "mécrire, menvoyer, me contacter, me déranger, me harceler, me spammer, membêter, envoyer, mimportuner",
            "?des, vos, ces, tous ces, tes, de la, de",
            "?messages, message, sms, pub, publicités, spam, trucs, choses, promotions",
            "?svp, maintenant",
        ),
        (
            "retirez, retire, enlevez, enlève, supprimez, supprime, effacez, rayez, ôtez, sortez",
            "moi, mon numéro, mon nom, mon contact",
            "de, des",
            "?la, votre, cette, ta, vos, toutes vos",
            (
                "liste, listes, liste de diffusion, liste de contacts, base, base de données, fichier"
                ", fichiers, contacts"
            ),
        ),
        (
            "supprimez, supprime, effacez, efface, oubliez",
            "mon numéro",
            "?svp, de téléphone",
        ),
        (
            "je veux, je voudrais, je souhaite, jaimerais, je désire",
            (
                "me désabonner, me désinscrire, être désabonné, être désabonnée, ne plus recevoir de messages"
                ", ne plus recevoir vos messages, ne plus être contacté, ne plus être contactée"
                ", être retiré de votre liste, être retirée de votre liste, arrêter de recevoir vos messages"
            ),
            "?de vos messages, de la liste, de votre liste, de cette liste",
        ),
        (
            "désabonnez, désinscrivez, désabonne, désinscris",
            "moi",
            "?de la liste, de votre liste, de vos messages",
        ),
        (
            "laissez, laisse, fichez, foutez",
            "moi, nous",
            "tranquille, en paz, en paix, la paix",
        ),
    ),
    stop_sentences_alone=(
        (
            "?ne",
            "mécrivez, mécris, me contactez, me contacte, me dérangez, me dérange",
            "pas",
        ),
        (
            "?ne",
            "menvoyez, menvoie",
            "pas",
            "de messages, vos messages, de pub, de sms",
        ),
        (
            "je ne veux pas",
            "?recevoir",
            "de messages, vos messages, de pub, de sms, de vos messages",
        ),
        (
            "plus de",
            "messages svp, pub svp, message svp",
        ),
    ),
    start_sentences=(
        (
            "vous pouvez, tu peux",
            "?à nouveau",
            "mécrire",
            "?à nouveau, de nouveau",
        ),
        (
            "je veux, je voudrais, je souhaite",
            "?à nouveau, de nouveau",
            "recevoir",
            "?à nouveau",
            "vos messages, des messages",
        ),
        (
            "je veux, je voudrais",
            "mabonner, me réabonner, minscrire, me réinscrire, revenir",
        ),
        (
            "réabonnez, réinscrivez, abonnez",
            "moi",
        ),
        (
            "écrivez, écris",
            "moi",
            "à nouveau, de nouveau",
        ),
    ),
    help_sentences=(
        (
            "comment, comment puis je, comment faire pour, comment je peux",
            (
                "me désabonner, me désinscrire, ne plus recevoir de messages, arrêter ces messages"
                ", se désabonner, arrêter les messages, ne plus recevoir vos messages, se désinscrire"
            ),
        ),
    ),
)
