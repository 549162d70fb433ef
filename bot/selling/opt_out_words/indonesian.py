"""STOP, START and HELP in Indonesian."""

from bot.selling.opt_out_words.language import Language

INDONESIAN = Language(
    code="id",
    stop=(
        "berhenti, berhenti berlangganan, berhenti langganan, stop pesan, hentikan, hentikan pesan"
        ", stop promo, hentikan promosi, keluar dari daftar, jangan ganggu, jangan ganggu saya"
        ", jangan ganggu aku, unreg, stop chat"
    ),
    stop_in_doubt="batal, batalkan, selesai, keluar, cukup, akhiri, sudah cukup",
    start="mulai, mulai lagi, lanjut, lanjutkan, berlangganan, langganan, aktifkan",
    help="bantuan, tolong bantu, informasi, bantu saya, bantuin",
    stop_sentences=(
        (
            "jangan, jgn, tidak usah, gak usah, ga usah, nggak usah",
            "?pernah, lagi",
            ("kirim, kirimi, kirimkan, mengirim, hubungi, menghubungi, chat, wa, sms, ganggu, spam, kontak, whatsapp"),
            "?saya, aku, gue, ke saya, kami",
            "?pesan, pesan pesan, chat, wa, sms, promo, iklan, apa apa, apapun, spam",
            "?ke saya, kepada saya, ke nomor ini, ke aku, saya, aku, ke nomor saya",
            "lagi, lagi ya, lagi ke saya, lagi kepada saya, lagi selamanya",
        ),
        (
            "berhenti, stop, berhentilah, hentikan, setop",
            (
                "kirim, kirimi, mengirim, mengirimi, mengirimkan, chat, hubungi, menghubungi, ganggu"
                ", mengganggu, spam, sms, wa"
            ),
            "?saya, aku, ke saya",
            "?pesan, pesan pesan, chat, promo, iklan, sms, spam, wa",
            "?ke saya, kepada saya, ke nomor ini, ke aku, lagi",
        ),
        (
            (
                "saya tidak mau, saya gak mau, aku tidak mau, aku gak mau, saya tidak ingin, saya nggak mau"
                ", gak mau, saya sudah tidak mau, tidak mau, saya ga mau"
            ),
            "?menerima, terima, dapat, mendapat, dikirimi, dihubungi, dichat",
            "?pesan, promo, iklan, sms, chat, wa, spam",
            "?dari kalian, dari toko ini, ini, dari anda",
            "lagi",
        ),
        (
            "tidak mau, saya tidak mau, saya tidak ingin",
            "menerima, terima",
            "pesan, promo, iklan",
            "?apapun, ini",
        ),
        (
            "hapus, hilangkan, delete",
            "nomor saya, nomor aku, nomorku, nomor ini, kontak saya",
            "?dari daftar",
        ),
        (
            "hapus, keluarkan, hilangkan, coret",
            "saya, aku, nomor saya, nomorku",
            "dari",
            "?semua",
            (
                "daftar, list, grup, daftar kontak, daftar anda, daftar kalian, database, kontak"
                ", daftar pesan, broadcast"
            ),
            "?anda, kalian, ini, nya",
        ),
        (
            "saya mau, saya ingin, aku mau",
            "berhenti",
            "berlangganan, langganan, menerima pesan, dapat pesan, dikirimi pesan",
        ),
        (
            "jangan",
            "ganggu",
            "saya, aku",
            "?terus",
        ),
    ),
    stop_sentences_alone=(
        (
            "jangan, jgn",
            "kirim, kirimi, hubungi, chat, wa",
            "?saya, aku",
            "?pesan, promo, iklan",
            "?ke saya",
        ),
        (
            "saya tidak mau, tidak mau",
            "pesan, promo, iklan",
            "?ini",
        ),
    ),
    start_sentences=(
        (
            "boleh, silakan, kamu boleh, anda boleh",
            "kirim, kirimi, chat, hubungi",
            "?saya",
            "?pesan",
            "?saya",
            "lagi",
        ),
        (
            "saya mau, saya ingin, aku mau",
            "menerima, terima, dapat, berlangganan",
            "?pesan",
            "lagi",
        ),
        (
            "kirim, kirimi",
            "?saya",
            "pesan",
            "lagi",
        ),
    ),
    help_sentences=(
        (
            "bagaimana cara, gimana cara, cara, bagaimana",
            "berhenti berlangganan, berhenti, stop pesan, unsubscribe",
        ),
    ),
)
