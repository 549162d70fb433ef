"""STOP, START and HELP in Spanish."""

from bot.selling.opt_out_words.language import Language

SPANISH = Language(
    code="es",
    stop=(
        "parar, pare, paren, detener, deténganse, desuscribir, desuscribirme, baja, darme de baja"
        ", darse de baja, cancelar suscripción, detener promociones, basta de mensajes, no más mensajes"
        ", ya no más mensajes, quiero salir, déjame en paz, déjeme en paz, déjenme en paz"
        ", ya basta de mensajes, dame de baja, deme de baja"
    ),
    stop_in_doubt="cancelar, cancela, cancele, fin, basta, salir, terminar, alto, para, ya basta",
    start="iniciar, inicio, empezar, comenzar, alta, reanudar, reactivar, volver, quiero volver, suscribirme, activar",
    help="ayuda, información, ayúdame, ayúdeme, auxilio",
    stop_sentences=(
        (
            "?ya",
            "no, nunca, nunca más",
            "me, nos",
            (
                "escriban, escribas, escriba, escribáis, manden, mandes, mande, envíen, envíes, envíe"
                ", contacten, contactes, contacte, molesten, molestes, moleste, mandéis, enviéis, molestéis"
                ", busquen"
            ),
            "más, nunca más, otra vez, de nuevo, nunca",
            "?mensajes, mensaje, msjs, nada, promociones, publicidad, spam, ofertas, whatsapps, cosas, por favor",
        ),
        (
            "ya no, nunca más",
            "me, nos",
            ("escriban, escribas, escriba, manden, mandes, mande, envíen, envíes, envíe, contacten, molesten, moleste"),
            "?más",
            "?mensajes, mensaje, nada, promociones, publicidad, spam",
        ),
        (
            "no, nunca",
            "me",
            "manden, mandes, mande, envíen, envíes, envíe",
            "mensajes, mensaje, publicidad, promociones, nada",
            "más, nunca más, de nuevo",
        ),
        (
            "?ya",
            "no quiero, no deseo, no quisiera, no me gustaría",
            "?recibir, que me manden, que me envíen",
            "?más, sus, estos, tus, nada de",
            "mensajes, publicidad, promociones, spam, notificaciones, ofertas, whatsapps, mensajes suyos",
            "?suyos, de ustedes, tuyos, vuestros, más, de esta tienda, de su tienda",
        ),
        (
            "?ya",
            "no quiero",
            "que me",
            "escriban, escribas, contacten, manden, molesten, escriba",
            "?más, nada",
            "?mensajes",
        ),
        (
            "no quiero",
            "más",
            "mensajes, publicidad, promociones",
        ),
        (
            "deja, dejen, deje, dejad, para, paren, pare, quiero que dejen",
            "?ya",
            "de",
            "escribirme, mandarme, enviarme, molestarme, contactarme, mandar, enviar, escribir, hacerme, acosarme",
            "?más, tantos, esos, estos, sus",
            "?mensajes, msjs, mensajitos, publicidad, promociones, spam, cosas",
            "?ya, por favor",
        ),
        (
            "basta, ya basta, paren, alto",
            "de, con",
            "?los, tantos, estos, sus",
            "mensajes, spam, publicidad",
        ),
        (
            (
                "bórrame, bórreme, bórrenme, sácame, sáqueme, sáquenme, quítame, quíteme, quítenme, elimíname"
                ", elimíneme, elimínenme, dame de baja, deme de baja, denme de baja, retírenme, remuévanme"
            ),
            "?por favor",
            "de",
            "la, su, tu, sus, esta, vuestra, las",
            "lista, listas, lista de contactos, lista de difusión, base de datos, agenda, lista de mensajes",
        ),
        (
            "borra, borre, borren, elimina, elimine, eliminen, quiten, saquen",
            "mi número",
            "?de su lista, de la lista",
        ),
        (
            "quiero, quisiera, deseo, me gustaría, necesito, me quiero",
            (
                "darme de baja, desuscribirme, cancelar mi suscripción, salir de la lista, dar de baja"
                ", desuscribir, dejar de recibir mensajes, dejar de recibir sus mensajes"
                ", dejar de recibir estos mensajes"
            ),
            "?de la lista, de sus mensajes, de esto, de los mensajes",
        ),
        (
            "déjame, déjeme, déjenme, dejadme",
            "en paz, tranquilo, tranquila",
        ),
    ),
    stop_sentences_alone=(
        (
            "no",
            "me",
            "manden, mandes, mande, envíen, envíes, envíe",
            "?más",
            "mensajes, mensaje, publicidad, nada",
        ),
        (
            "no",
            "me",
            "escriban, escribas, escriba, contacten, molesten, moleste, molestes",
        ),
        (
            "no",
            "molestar, molesten, moleste",
        ),
    ),
    start_sentences=(
        (
            "?puedes, pueden, puede",
            "escribirme, mandarme mensajes, volver a escribirme",
            "otra vez, de nuevo",
        ),
        (
            "quiero, me gustaría",
            "?volver a",
            "recibir",
            "?sus, los, tus",
            "mensajes",
            "?otra vez, de nuevo",
        ),
        (
            "escríbeme, escríbanme, escríbame",
            "de nuevo, otra vez",
        ),
        (
            "quiero",
            "suscribirme, darme de alta, volver",
            "?otra vez, de nuevo",
        ),
    ),
    help_sentences=(
        (
            "cómo, cómo puedo, cómo hago para, de qué manera puedo",
            (
                "me doy de baja, darme de baja, dejar de recibir mensajes, dejo de recibir mensajes"
                ", cancelo la suscripción, cancelar la suscripción, me salgo de la lista, salir de la lista"
                ", salgo de la lista"
            ),
        ),
    ),
)
