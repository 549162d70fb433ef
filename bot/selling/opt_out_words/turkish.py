"""STOP, START and HELP in Turkish."""

from bot.selling.opt_out_words.language import Language

TURKISH = Language(
    code="tr",
    stop=(
        "dur, durun, durdur, durdurun, abonelikten çık, abonelik iptal, mesaj istemiyorum, mesaj atmayın"
        ", mesaj atma, mesaj yok, çıkar beni, beni rahat bırak, beni rahat bırakın, rahatsız etmeyin"
        ", beni rahatsız etmeyin"
    ),
    stop_in_doubt="iptal, iptal et, bitir, yeter, çıkış, kes",
    start="başla, başlat, başlayın, devam, devam et, abone ol, yeniden başla, yeniden başlat",
    help="yardım, bilgi, yardım edin, yardım et, imdat",
    stop_sentences=(
        (
            "?bana, bize",
            "?bir daha, artık, lütfen artık, asla, sakın bir daha",
            "?bana, bize",
            "mesaj, mesajlar, reklam, sms, whatsapp mesajı, bir şey, hiçbir şey, kampanya, kampanya mesajı",
            "atmayın, atma, göndermeyin, gönderme, yazmayın, yazma, yollamayın, yollama, atmayınız, göndermeyiniz",
            "?artık, bir daha, bana",
        ),
        (
            "?bana",
            "bir daha, artık",
            "?bana",
            "yazmayın, yazma, ulaşmayın, yazmayınız",
            "?bana",
        ),
        (
            "?bana",
            "yazmayın, yazma, yazmayınız",
            "artık, bir daha",
        ),
        (
            "?artık, bir daha",
            "?sizden, daha fazla, bu, reklam",
            "mesaj, mesajları, mesajlarınızı, reklam, sms, mesajlar, reklam mesajı",
            "?almak, görmek",
            "istemiyorum",
            "?artık, sizden",
        ),
        (
            "?bana",
            "mesaj",
            "göndermeyi, atmayı, yazmayı, yollamayı",
            "bırakın, bırak, kesin, kes, durdurun, durdur, bırakınız",
        ),
        (
            "beni, numaramı, ismimi",
            "?bu, sizin",
            "listeden, listenizden, listelerinizden, gruptan, rehberden, rehberinizden",
            "çıkarın, çıkar, silin, sil, çıkarınız, kaldırın",
        ),
        (
            "numaramı",
            "silin, sil, kaldırın, siliniz",
        ),
        (
            "?artık",
            "beni",
            "?artık, bir daha",
            "rahatsız etmeyin, rahatsız etme, aramayın ve yazmayın",
        ),
        (
            "beni",
            "rahat",
            "bırakın, bırak",
        ),
        (
            "abonelikten, listeden, mesajlardan",
            "çıkmak, ayrılmak",
            "istiyorum",
        ),
        (
            "aboneliğimi",
            "iptal",
            "edin, et, etmek istiyorum, ediniz",
        ),
    ),
    stop_sentences_alone=(
        (
            "?bana",
            "yazmayın, yazma, ulaşmayın",
        ),
    ),
    start_sentences=(
        (
            "?bana",
            "tekrar, yeniden",
            "?bana",
            "mesaj atabilirsiniz, yazabilirsiniz, mesaj atın, yazın, mesaj gönderin",
        ),
        (
            "?tekrar, yeniden",
            "mesaj, mesajlarınızı",
            "almak",
            "istiyorum",
        ),
        (
            "tekrar, yeniden",
            "abone olmak, başlamak",
            "istiyorum",
        ),
    ),
    help_sentences=(
        (
            "nasıl",
            "abonelikten çıkarım, abonelikten çıkabilirim, mesajları durdurabilirim, çıkabilirim, iptal edebilirim",
        ),
        (
            "mesajları",
            "nasıl",
            "durdurabilirim, durdururum, kapatırım, kapatabilirim",
        ),
    ),
)
