"""Tables of words that memory's checks go by, in the languages customers write. All normalised (`memory.text`)."""

FUNCTION_WORDS = frozenset(
    word
    for words in (
        "all and any are but can did does doesnt dont for from get got had has have her him his how into its just let",
        "like more much need not now off one our out really she some than that the their them then there they this too",
        "very was want wants what when who why will with would yes you your about also been",
        "com como con cuando das del dos ella ellos esta este hay las los mais mas meu mis muito muy para pero por",
        "porque que quer quiero sao sem ser sin son sua sus tambien tiene uma una unos",
        "aber auch auf aus bei bin das dass dem den der die ein eine einen für haben ich ist mein mich mit nicht sehr",
        "sich sind und von was wir zum zur",
        "avec che come dans della delle dello des elle est les mon nous par pas per più pour qui ses sono sur une vous",
        "aku dan hai hain ini itu mera mujhe saya untuk yang",
    )
    for word in words.split()
)
"""Words of three letters and more that say nothing about a subject."""

TAKING_BACK = tuple(
    cue
    for cues in (
        "no, not, never, none, dont, doesnt, didnt, isnt, arent, wasnt, wont, cant, without, stop, cancel, forget",
        "delete, remove, erase, any more, anymore, instead, wrong, mistake, changed my mind, nevermind",
        "ya no, nunca, tampoco, ninguno, ninguna, olvida, olvídalo, olvídate, borra, elimina, quita",
        "não, nao, nunca mais, esquece, esqueça, apaga, apague, remova, tira",
        "nicht, nichts, kein, keine, keinen, nie, vergiss, vergessen sie, lösche, löschen sie, entferne, doch lieber",
        "ne, pas, plus besoin, jamais, oublie, oubliez, efface, effacez, supprime, supprimez",
        "non, mai, niente, nessuno, nessuna, dimentica, cancella, togli",
        "नहीं, मत, भूल, हटा, हटाओ, nahi, nahin, mat, bhool, bhul, hata, hatao",
        "tidak, bukan, jangan, enggak, nggak, gak, lupakan, hapus, batal",
        "لا, لم, لن, ليس, ليست, مش, انس, انسى, احذف, امسح",
        "не, нет, никогда, забудь, забудьте, удали, удалите, убери, передумал, передумала",
        "不, 没, 別, 别, 忘, 删, 刪, 取消, ない, 忘れ, 消して, 않, 아니, 잊어, 삭제, ไม่, ลบ, ลืม",
    )
    for cue in cues.split(", ")
)
"""Cues that somebody denies something or asks to forget it."""

SAYING_NOTHING = frozenset(
    value
    for values in (
        "n a, na, nil, nan, null, none, nothing, unknown, undefined, unspecified, not specified, not stated",
        "not mentioned, not provided, not known, not available, not applicable, no information, no info, tbd",
        "ninguno, ninguna, desconocido, no especificado, nenhum, nenhuma, desconhecido, não especificado",
        "não informado, keine, keine angabe, unbekannt, aucun, aucune, inconnu, non précisé, nessuno, nessuna",
        "sconosciuto, non specificato, tidak ada, tidak diketahui, 無し, なし, 不明, 无, 未知, нет, неизвестно",
        "не указано, غير معروف, لا يوجد, पता नहीं, कोई नहीं",
    )
    for value in values.split(", ")
)
"""What models write instead of leaving a value out."""
