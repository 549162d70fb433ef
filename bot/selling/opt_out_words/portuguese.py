"""STOP, START and HELP in Portuguese."""

from bot.selling.opt_out_words.language import Language

PORTUGUESE = Language(
    code="pt",
    stop=(
        "parar, pare, parem, sair, descadastrar, descadastre, descadastrem, me descadastre"
        ", cancelar inscrição, cancelar subscrição, quero sair, parar promoções, parar mensagens"
        ", chega de mensagens, me remova, me remove, me deixa em paz, me deixe em paz, me deixem em paz"
        ", deixe me em paz, deixem me em paz"
    ),
    stop_in_doubt="cancelar, cancela, cancele, fim, basta, chega, encerrar, para, remover",
    start="iniciar, começar, recomeçar, voltar, retomar, quero voltar, inscrever, reativar, ativar",
    help="ajuda, informação, informações, ajude me, socorro, me ajuda",
    stop_sentences=(
        (
            "não, nunca, nunca mais, nem, por favor não, não é para, parem e não",
            "?me, nos",
            "mande, manda, mandem, mandar, mandes, envie, envia, enviem, enviar, envies",
            "?me",
            "mais",
            "?mensagem, mensagens, msg, msgs, nada, isso, promoções, propaganda, spam, ofertas, zap, whatsapp",
            "?por favor, aqui",
        ),
        (
            "não, nunca, nunca mais, que não",
            "me, nos",
            "mande, mandem, manda, mandes, envie, enviem, envia, envies",
            "?mais, nunca mais",
            "mensagem, mensagens, msg, msgs, nada, promoções, propaganda, spam",
            "mais, nunca mais, de novo",
        ),
        (
            "não, nunca, nunca mais",
            "?me, nos",
            (
                "escreva, escrevam, escreve, escrevas, contate, contatem, contacte, contactem, chame, chamem"
                ", perturbe, perturbem, incomode, incomodem, procure, procurem, contactes, chama, chames"
            ),
            "?me",
            "mais, nunca mais, de novo, por favor mais",
        ),
        (
            "nunca mais",
            "me",
            "mande mensagem, mandem mensagem, mandem mensagens, escreva, escrevam, chame, chamem",
        ),
        (
            "não quero, não queria, já não quero, não desejo, não gostaria de, não pretendo",
            "?mais, que me",
            "receber, mandem, enviem, mande, envie, que me mandem, que me enviem, que me mande",
            "?mais, as suas, suas, estas, essas",
            "mensagens, mensagem, msgs, msg, nada, promoções, propaganda, ofertas, spam, notificações, whatsapps",
            "?suas, de vocês, vossas, desta loja, da loja, de você, mais",
        ),
        (
            "não quero",
            "mais, nenhuma, receber mais",
            "mensagens, mensagem, msgs, promoções, propaganda, spam",
        ),
        (
            "não quero",
            "que me",
            "escrevam, mandem mensagem, contatem, contactem, chamem",
            "mais",
        ),
        (
            "pare, pára, para, parem, pares, deixe, deixem, deixa, quero que parem, quero que pare, dá para parar",
            "de",
            "me, nos",
            "mandar, enviar, escrever, contatar, contactar, chamar, incomodar, perturbar, encher",
            "?mais, essas, estas, tantas, tanta, suas",
            "?mensagem, mensagens, msg, msgs, coisas, promoções, propaganda, spam, o saco, a paciência",
            "?por favor, já, agora",
        ),
        (
            "pare, pára, para, parem, deixem, deixe",
            "de",
            "mandar, enviar, mandar me, enviar me, escrever me, contactar me, incomodar me, spammar",
            "?essas, estas, tantas, suas",
            "?mensagem, mensagens, msg, msgs, promoções, propaganda, spam",
            "?para mim, pra mim, aqui",
        ),
        (
            "parem, pare, chega, basta",
            "com",
            "as, essas, estas, tantas, esse",
            "mensagens, msgs, promoções, spam",
        ),
        (
            "chega de, basta de",
            "mensagens, mensagem, propaganda, promoções, spam",
        ),
        (
            "?me, quero que me, podem me, pode me, vocês podem me, por favor me",
            (
                "tire, tira, tirem, remova, remove, removam, retire, retira, retirem, exclua, excluam, apague"
                ", apaguem, tirar, remover, retirar, excluir, remova me, retire me, tirem me, removam me"
                ", tire me, retirem me"
            ),
            "?me, o meu número, meu número, o meu contacto, meu contato",
            "da, dessa, desta, das, de, do, desse",
            "?sua, vossa, sua própria, qualquer",
            (
                "lista, listas, lista de contatos, lista de contactos, lista de transmissão"
                ", lista de mensagens, grupo, cadastro, sistema, base de dados"
            ),
        ),
        (
            "apague, apaga, apaguem, remova, removam, exclua, excluam, delete, deletem",
            "o meu número, meu número",
        ),
        (
            "quero, gostaria de, desejo, preciso, queria, eu quero",
            (
                "me descadastrar, sair da lista, cancelar a inscrição, cancelar minha inscrição, descadastrar"
                ", parar de receber mensagens, parar de receber estas mensagens"
                ", parar de receber essas mensagens, deixar de receber mensagens, cancelar a subscrição"
                ", sair desta lista, sair dessa lista, sair da vossa lista"
            ),
        ),
        (
            "me deixa, me deixe, me deixem, deixem me, deixe me, deixa me",
            "em paz, sossegado, sossegada",
        ),
    ),
    stop_sentences_alone=(
        (
            "não",
            "me",
            "mande, mandem, manda, envie, enviem, envia",
            "mensagem, mensagens, msg, msgs, nada, promoções",
        ),
        (
            "não",
            "me",
            "escreva, escrevam, escrevas, contate, contatem, incomode, incomodem, perturbe, perturbem",
        ),
        (
            "não quero",
            "?receber, as, suas, receber as suas",
            "mensagens, mensagem, msgs, propaganda, promoções",
        ),
    ),
    start_sentences=(
        (
            "?pode, podem, podes",
            "me",
            "mandar mensagem, mandar mensagens, escrever, enviar mensagens",
            "de novo, outra vez",
        ),
        (
            "?pode, podem",
            "escrever me, mandar me mensagens, voltar a escrever, voltar a me escrever, voltar a mandar",
        ),
        (
            "quero, gostaria de",
            "?voltar a",
            "receber",
            "?as, suas, as suas",
            "mensagens",
            "?de novo, novamente, outra vez",
        ),
        (
            "me",
            "mande, mandem, manda",
            "mensagem, mensagens",
            "de novo, outra vez, novamente",
        ),
        (
            "quero",
            "me inscrever, inscrever me, voltar",
            "?de novo, novamente",
        ),
    ),
    help_sentences=(
        (
            "como, como é que, como eu, como posso, como faço para",
            (
                "cancelo a inscrição, me descadastro, faço para sair, saio da lista, sair da lista"
                ", descadastrar, cancelar a inscrição, paro de receber mensagens, parar de receber mensagens"
                ", deixo de receber mensagens, deixar de receber mensagens, sair desta lista"
                ", sair dessa lista"
            ),
        ),
    ),
)
