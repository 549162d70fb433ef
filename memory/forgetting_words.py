"""The sentences by which customers ask to be forgotten, in the languages they write (`memory.forgetting`).

A row is a product: any of its beginnings with any of its ends. A sentence counts whole or not at all, so idioms that
only mean "never mind" ("forget it", "olvídalo", "esquece", "lascia stare") are left out on purpose.
"""

Row = tuple[str, str]

COURTESIES = (
    "please, pls, plz, ok, okay, hey, hi, hello, oh, sorry, actually, and, so, just, now, can you, could you"
    ", would you, will you, i want you to, id like you to, kindly, thanks, thank you, por favor, porfa, perdón"
    ", perdona, gracias, puedes, desculpa, desculpe, obrigado, obrigada, pode, bitte, danke, entschuldigung"
    ", sil vous plaît, svp, stp, sil te plaît, merci, désolé, pardon, per favore, grazie, scusa, tolong, mohon"
    ", ya, dong, makasih, terima kasih, maaf, пожалуйста, спасибо, извините, извини, من فضلك, لو سمحت, رجاء, شكرا"
    ", آسف, कृपया, kripya, bhai, ji, lütfen, teşekkürler, y, e, und, et, и, و, aur, dan, ve"
)
"""Words that may stand before and behind such a sentence."""

PLEASE = "please, pls, por favor, bitte, svp, stp, per favore, tolong, пожалуйста, من فضلك, कृपया, lütfen"
"""Those of them that stand within a sentence, too."""

CONNECTIVES = "but, pero, mas, aber, mais, ma, tapi, lekin, но, لكن, ama, par, however, लेकिन, because, though"
"""Words at which a new sentence may begin without a comma."""

EVERYTHING: tuple[Row, ...] = (
    (
        "forget, delete, erase, wipe, remove",
        (
            "everything you know about me, everything about me, all about me, all you know about me"
            ", everything you have on me, everything ive told you, everything i told you, everything i said"
            ", everything you remember about me, my data, all my data, all of my data, my personal data"
            ", all my information, my profile, all your notes about me"
        ),
    ),
    ("forget", "me, everything"),
    (
        "dont, do not",
        (
            "remember anything about me, store anything about me, save anything about me, keep anything about me"
            ", save my data, store my data, keep my data"
        ),
    ),
    (
        "olvida, olvide, borra, borre, elimina, elimine",
        (
            "todo lo que sabes de mí, todo lo que sabe de mí, todo sobre mí, todo lo que te dije"
            ", todo lo que dije, mis datos, todos mis datos, toda mi información, mi perfil"
        ),
    ),
    ("no guardes, no guarde", "nada sobre mí, nada de mí, mis datos"),
    (
        "esquece, esqueça, apaga, apague, exclua, delete, remova, elimine",
        (
            "tudo sobre mim, tudo o que sabe sobre mim, tudo que sabe sobre mim, tudo que você sabe sobre mim"
            ", meus dados, tudo o que eu disse, tudo que eu disse, todos os meus dados, os meus dados, meu perfil"
            ", o meu perfil"
        ),
    ),
    ("não guarde, não guardes, não salve", "nada sobre mim, meus dados, os meus dados"),
    (
        "vergiss, vergessen sie, lösch, lösche, löschen sie",
        (
            "alles über mich, alles was du über mich weißt, alles was sie über mich wissen, meine daten"
            ", alle meine daten, mein profil, alles was ich gesagt habe"
        ),
    ),
    ("speicher, speichere, speichern sie", "nichts über mich"),
    (
        "oublie, oubliez, efface, effacez, supprime, supprimez",
        (
            "tout ce que tu sais de moi, tout ce que vous savez de moi, tout sur moi, tout ce que jai dit"
            ", mes données, toutes mes données, mes informations, mon profil"
        ),
    ),
    (
        "dimentica, cancella, cancelli, elimina, elimini",
        (
            "tutto su di me, tutto ciò che sai di me, tutto quello che sai di me, tutto quello che ho detto"
            ", i miei dati, tutti i miei dati, il mio profilo"
        ),
    ),
    (
        "lupakan, hapus",
        (
            "semua tentang saya, semua tentang aku, semua yang kamu tahu tentang saya, semua data saya, data saya"
            ", semua yang saya katakan, semua yang saya bilang, profil saya"
        ),
    ),
    (
        (
            "mera data, mera sara data, mera saara data, mere baare mein sab kuch, mere bare me sab kuch"
            ", mere baare mein sab, मेरा डेटा, मेरा सारा डेटा, मेरे बारे में सब कुछ"
        ),
        (
            "delete kar do, delete karo, delete kar dijiye, bhool jao, bhul jao, mita do, hata do, हटा दो, हटाओ"
            ", मिटा दो, भूल जाओ, डिलीट करो, डिलीट कर दो"
        ),
    ),
    (
        "انس, انسى, احذف, امسح",
        "كل ما تعرفه عني, كل شيء عني, كل شي عني, بياناتي, كل بياناتي, جميع بياناتي, كل ما قلته",
    ),
    (
        "забудь, забудьте, удали, удалите, сотри, сотрите",
        (
            "всё обо мне, всё что ты знаешь обо мне, всё что вы знаете обо мне, все мои данные, мои данные"
            ", всё что я сказал, всё что я сказала, мой профиль"
        ),
    ),
    (
        (
            "hakkımdaki her şeyi, benimle ilgili her şeyi, tüm verilerimi, verilerimi, bütün bilgilerimi"
            ", söylediğim her şeyi, profilimi"
        ),
        "sil, silin, unut, unutun",
    ),
)
"""All that is remembered is to be forgotten."""

_ABOUT = "what i said about, what i told you about, everything about, about my"

TOPIC: tuple[Row, ...] = (
    (f"forget my, forget {', forget '.join(_ABOUT.split(', '))}, dont remember my, dont save my, dont store my", ""),
    ("vergiss was ich über, vergessen sie was ich über", "gesagt habe"),
    ("lupakan, jangan simpan, jangan ingat", "saya"),
    ("mera, meri, mere, मेरा, मेरी, मेरे", "bhool jao, bhul jao, save mat karo, yaad mat rakho, भूल जाओ, सेव मत करो"),
    ("benim", "unut, unutun, kaydetme, kaydetmeyin"),
    (
        (
            "delete what i said about, delete what i told you about, do not save my, do not store my"
            ", do not remember my, olvida mi, olvida mis, olvide mi, olvídate de mi, olvida lo que dije sobre"
            ", olvida lo que dije de, olvida lo que te dije sobre, olvida lo que te dije de, no guardes mi"
            ", no guarde mi, no recuerdes mi, esquece meu, esquece minha, esquece o meu, esquece a minha"
            ", esqueça meu, esqueça minha, esqueça o meu, esqueça a minha, esquece o que eu disse sobre"
            ", esqueça o que eu disse sobre, esquece o que disse sobre, não guarde meu, não guarde minha"
            ", não guarde o meu, não guarde a minha, não salve meu, não salve minha, vergiss mein"
            ", vergiss meine, vergiss meinen, vergessen sie mein, vergessen sie meine, vergessen sie meinen"
            ", oublie mon, oublie ma, oublie mes, oubliez mon, oubliez ma, oubliez mes"
            ", oublie ce que jai dit sur, oubliez ce que jai dit sur, nenregistre pas mon, nenregistre pas ma"
            ", nenregistrez pas mon, dimentica il mio, dimentica la mia, dimentica i miei"
            ", dimentica quello che ho detto su, non salvare il mio, non salvare la mia, dimentichi il mio"
            ", dimentichi la mia, lupakan yang saya bilang tentang, lupakan yang aku bilang tentang"
            ", انس ما قلته عن, انسى ما قلته عن, انس ما قلت عن, لا تحفظ ما قلته عن, забудь мой, забудь мою"
            ", забудь моё, забудь про мой, забудь про мою, забудь про моего, забудь о моём, забудьте мой"
            ", забудьте мою, забудьте про мой, забудьте про мою, не сохраняй мой, не сохраняйте мой"
            ", забудь что я сказал про, забудь что я говорил про, забудь о моей, не сохраняй мою"
            ", не сохраняйте мою"
        ),
        "",
    ),
)
"""What stands before and behind a topic that is to be forgotten."""

NO_TOPICS = (
    "order, orders, last order, cart, question, request, appointment, booking, reservation, message, pedido, orden"
    ", carrito, carrinho, bestellung, termin, frage, commande, panier, ordine, carrello, domanda, pesanan, keranjang"
    ", pertanyaan, заказ, вопрос, корзину, siparişimi, sorumu, sepetimi, طلب, sawal"
)
"""What a customer takes back with the shop, not with its memory."""

FIELDS = {
    "budget": "budget, presupuesto, orçamento, bütçe, anggaran, бюджет, ميزانية, ميزانيتي, बजट",
    "preferences": "preferencias, gustos, preferências, gostos, vorlieben, préférences, preferenze, tercihlerimi",
}
"""Topics that are a whole field."""

POINTING_BACK = (
    "told, said, wrote, sent, disse, falei, contei, escrevi, dije, conté, escribí, gesagt, geschrieben, erzählt"
    ", dit, écrit, raconté, detto, scritto, bilang, katakan, tulis, kaha, bola, likha, कहा, قلت, قلته, كتبت"
    ", сказал, сказала, написал, написала, söyledim, yazdım, dedim, mistake, shouldnt have"
)
"""Words by which the rest of a message only speaks of what was said before."""
