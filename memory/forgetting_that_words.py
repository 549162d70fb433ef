"""The sentences by which customers ask to forget what they just said (`memory.forgetting`).

They are many, because each language has several words for forgetting and several for what was said.
"""

from memory.forgetting_words import Row

_SAID = (
    "what i said, what i just said, what ive said, what i told you, what i just told you, what ive told you"
    ", what i wrote, what i just wrote, my last message, the last message, that message, this message"
    ", the last thing i said"
)
_DIJE = (
    "lo que dije, lo que te dije, lo que acabo de decir, lo que he dicho, lo que te conté, lo que escribí"
    ", mi último mensaje, el último mensaje, ese mensaje, este mensaje"
)
_DISSE = (
    "o que eu disse, o que disse, o que eu falei, o que falei, o que acabei de dizer, o que te disse"
    ", o que eu te disse, o que eu escrevi, minha última mensagem, a minha última mensagem, essa mensagem"
    ", esta mensagem"
)
_GESAGT = (
    "was ich gesagt habe, was ich gerade gesagt habe, was ich dir gesagt habe, was ich ihnen gesagt habe"
    ", was ich geschrieben habe, was ich gerade geschrieben habe, meine letzte nachricht, diese nachricht"
)
_DIT = (
    "ce que jai dit, ce que je viens de dire, ce que je tai dit, ce que je vous ai dit, ce que jai écrit"
    ", mon dernier message, ce message"
)
_DETTO = (
    "quello che ho detto, quello che ti ho detto, ciò che ho detto, quanto ho detto, quello che ho appena detto"
    ", quello che ho scritto, il mio ultimo messaggio, questo messaggio"
)
_BILANG = (
    "yang tadi, yang barusan, yang saya bilang, yang aku bilang, yang saya katakan, yang tadi saya bilang"
    ", yang saya tulis, pesan terakhir saya, pesan tadi, pesan ini"
)
_KAHA = (
    "yeh, ye, yah, isko, ise, isse, yeh baat, ye baat, wo baat, woh baat, us baat ko, is baat ko, jo maine kaha"
    ", jo maine bola, maine jo kaha, maine jo bola, jo maine likha, यह, ये, इसे, इसको, यह बात, ये बात, वो बात"
    ", जो मैंने कहा, मैंने जो कहा"
)
_QULTU = "ما قلت, ما قلته, اللي قلته, ما كتبته, رسالتي الأخيرة, هذه الرسالة, هذا الكلام"
_SKAZAL = (
    "то что я сказал, то что я сказала, что я сказал, что я сказала, что я написал, что я написала"
    ", то что я написал, то что я написала, моё последнее сообщение, это сообщение"
)
_DEDIM = "söylediğimi, dediğimi, az önce söylediğimi, az önce yazdığımı, son mesajımı, bu mesajı, yazdığımı"

LAST: tuple[Row, ...] = (
    (
        "forget, please forget",
        f"that, this, {_SAID}, i said that, i told you that, that i said that, that i told you that",
    ),
    (
        "dont, do not, not, never",
        (
            "save that, save this, save it, store that, store this, store it, remember that, remember this"
            ", record that, record this, memorize that, memorize this, note that down, note this down"
            ", write that down, write this down, save what i said, save what i just said, store what i said"
            ", remember what i said, save my last message, save this message, save that message"
            ", keep a record of that, keep a record of this, keep that on record"
        ),
    ),
    (
        "delete, erase, remove",
        f"{_SAID}, that information, this information, that from your memory, that info",
    ),
    (
        "delete, erase, remove",
        "that from your records, that from your notes, this from your records, that info, this info",
    ),
    ("this is, thats, that was, keep this, keep that", "off the record"),
    ("olvida, olvide, olvídate de, olvídese de", f"eso, esto, {_DIJE}"),
    (
        "no guardes, no guarde, no recuerdes, no recuerde, no anotes, no anote, no registres, no registre",
        f"eso, esto, {_DIJE}",
    ),
    ("no lo", "guardes, guarde, anotes, anote, registres, registre, recuerdes, recuerde"),
    ("borra, borre, elimina, elimine", f"{_DIJE}, ese dato, esa información, esta información"),
    ("esquece, esqueça", f"isso, isto, {_DISSE}"),
    (
        (
            "não guarde, não guardes, não guarda, não salve, não salva, não salves, não registre, não registe"
            ", não anote, não anotes, não grave, não memorize, não lembre, não precisa guardar"
            ", não precisa salvar"
        ),
        f"isso, isto, {_DISSE}",
    ),
    ("apaga, apague", f"{_DISSE}, isso da memória, essa informação, esta informação, esse dado"),
    ("vergiss, vergessen sie", f"das, dies, {_GESAGT}"),
    (
        "speicher, speichere, speichern sie, merk dir, merken sie sich, notier, notiere, notieren sie",
        "das nicht, dies nicht, das bitte nicht, es nicht",
    ),
    ("das, dies, das bitte, es", "nicht speichern, nicht merken, nicht notieren"),
    ("lösch, lösche, löschen sie", f"{_GESAGT}, diese information"),
    ("oublie, oubliez", f"ça, cela, {_DIT}"),
    (
        (
            "nenregistre pas, nenregistrez pas, enregistre pas, ne note pas, ne notez pas, ne retiens pas"
            ", ne retenez pas, ne sauvegarde pas, ne sauvegardez pas, ne mémorise pas, ne mémorisez pas"
            ", ne garde pas, ne gardez pas"
        ),
        f"ça, cela, {_DIT}",
    ),
    ("efface, effacez, supprime, supprimez", f"{_DIT}, cette information"),
    ("dimentica, dimentichi, dimenticate", f"questo, {_DETTO}"),
    (
        (
            "non salvare, non salvi, non memorizzare, non memorizzi, non registrare, non registri, non annotare"
            ", non ricordare"
        ),
        f"questo, {_DETTO}",
    ),
    ("non", "salvarlo, memorizzarlo, registrarlo, annotarlo"),
    ("cancella, cancelli, elimina, elimini", f"{_DETTO}, questa informazione"),
    ("lupakan", f"itu, ini, {_BILANG}"),
    (
        "jangan simpan, jangan ingat, jangan catat, jangan disimpan, jangan dicatat, jangan rekam",
        f"itu, ini, {_BILANG}",
    ),
    ("hapus", f"{_BILANG}, informasi itu, informasi ini, info itu"),
    (
        _KAHA,
        (
            "bhool jao, bhul jao, bhool jaao, bhul jaao, bhool jaiye, bhul jaiye, bhula do, save mat karo"
            ", save mat karna, save mat kariye, save na karo, save na karein, save nahi karna, yaad mat rakho"
            ", yaad mat rakhna, store mat karo, note mat karo, note mat karna, record mat karo, भूल जाओ, भूल जाइए"
            ", भूल जाएं, सेव मत करो, सेव मत करना, सेव न करें, याद मत रखो, याद मत रखना, याद न रखें"
        ),
    ),
    ("انس, انسى, انسي", f"هذا, ذلك, {_QULTU}"),
    (
        "لا تحفظ, لا تحفظي, لا تسجل, لا تسجلي, لا تتذكر, لا تخزن, ما تحفظ, ما تسجل",
        f"هذا, ذلك, هذه المعلومة, {_QULTU}",
    ),
    ("احذف, امسح", f"{_QULTU}, هذه المعلومة"),
    ("забудь, забудьте", f"это, об этом, про это, {_SKAZAL}"),
    (
        "не сохраняй, не сохраняйте, не запоминай, не запоминайте, не записывай, не записывайте",
        f"это, {_SKAZAL}",
    ),
    ("удали, удалите, сотри, сотрите", f"{_SKAZAL}, эту информацию"),
    (f"bunu, şunu, {_DEDIM}", "unut, unutun, kaydetme, kaydetmeyin, hatırlama, not etme, not alma, not almayın"),
    (f"{_DEDIM}, bu bilgiyi", "sil, silin"),
)
"""What was said just before is to be forgotten."""
