"""Tables of words that announce what must not be stored, in the languages customers write (`memory.privacy`).

A phrase counts at word edges, a stem wherever a word begins with it. Accents are written or not, both are found.
"""

from itertools import chain


def listed(*lines: str) -> tuple[str, ...]:
    """The phrases of a table, which are parted by ", "."""
    return tuple(chain.from_iterable(line.split(", ") for line in lines))


CARD = listed(
    "card number, card no, credit card, debit card, bank card, visa, mastercard, master card, amex, rupay, maestro",
    "número de tarjeta, tarjeta de crédito, tarjeta de débito, mi tarjeta, número do cartão, cartão de crédito",
    "cartão de débito, meu cartão, kreditkarte, kartennummer, carte bancaire, carte bleue, carte de crédit",
    "numéro de carte, carta di credito, carta di debito, numero di carta, kartu kredit, kartu debit, nomor kartu",
    "номер карты, моя карта, кредитная карта, رقم البطاقة, بطاقة ائتمان, بطاقتي, kart numaram, kart numarası",
    "kredi kartı, कार्ड नंबर, क्रेडिट कार्ड, card ka number",
)
SECURITY_CODE = listed(
    "cvv, cvv2, cvc, cvc2, card security code, código de seguridad, código de segurança, prüfziffer, kartenprüfnummer",
    "sicherheitscode, cryptogramme, code de sécurité, codice di sicurezza, kode keamanan, код безопасности, رمز الأمان",
    "güvenlik kodu, सीवीवी",
)
ONE_TIME_CODE = listed(
    "otp, one time code, one time password, verification code, login code, 2fa code, código de verificación",
    "código de verificação, código de acceso, código de acesso, code de vérification, bestätigungscode, einmalcode",
    "codice di verifica, kode verifikasi, kode otp, код подтверждения, код из смс, رمز التحقق, كود التحقق",
    "doğrulama kodu, onay kodu, ओटीपी",
)
PIN = listed(
    "pin, pin code, pin number, atm pin, card pin, pin del cajero, pin do cartão, пин, пин код, пинкод, الرقم السري",
    "पिन",
)
PASSWORD = listed(
    "password, passwort, passcode, passphrase, pwd, kennwort, contraseña, contrasenya, senha, palavra passe",
    "mot de passe, mdp, kata sandi, şifre, şifrem, parolam, пароль, كلمة المرور, كلمة السر, पासवर्ड, paasword",
    "seed phrase, recovery phrase, private key, secret key, api key, access token, api token, client secret, llave api",
    "chave de api, chave privada, clave api, api schlüssel, clé api, clé privée, chiave api, mi clave",
)
ACCOUNT = listed(
    "account number, account no, acct, bank account, routing number, sort code, cuenta bancaria, número de cuenta",
    "clabe, cbu, conta bancária, número da conta, conta corrente, kontonummer, bankkonto, bankverbindung",
    "compte bancaire, numéro de compte, rib, conto corrente, conto bancario, numero di conto, nomor rekening",
    "no rekening, rekening, номер счета, номер счёта, расчетный счет, رقم الحساب, حسابي البنكي, hesap numaram",
    "hesap numarası, banka hesabı, khata number, account ka number, खाता संख्या, खाता नंबर",
)
IDENTITY = listed(
    "ssn, social security number, social security, national id, national insurance number, nino, my id number",
    "id card number, identity card, identity number, drivers license, driver license, driving licence, passport",
    "passport number, passport no, aadhaar, aadhar, adhaar, adhar, pan card, pan number, voter id, cpf, rg, cnh, nif",
    "nib, bi número, número do cartão de cidadão, cartão de cidadão, título de eleitor, passaporte, dni, cédula",
    "cedula de identidad, curp, rfc, rut, cuil, cuit, nss, pasaporte, documento de identidad, reisepass",
    "reisepassnummer, personalausweis, ausweisnummer, steuer id, sozialversicherungsnummer, führerschein",
    "carte didentité, numéro de sécurité sociale, passeport, permis de conduire, codice fiscale, carta didentità",
    "passaporto, ktp, nik ktp, nomor ktp, nomor nik, nomor paspor, paspor, sim nomor, pesel, dowód osobisty, bsn",
    "burgerservicenummer, tc kimlik, tc kimlik no, kimlik numaram, kimlik no, tc no, pasaport, паспорт, номер паспорта",
    "снилс, инн, серия и номер, رقم الهوية, الهوية الوطنية, جواز السفر, رقم الجواز, بطاقة الهوية, emirates id, iqama",
    "आधार, आधार नंबर, पैन कार्ड, पासपोर्ट",
)
COPULAS = frozenset(
    listed("is, was, are, es, son, é, eh, e, sao, ist, lautet, est, è, adalah, yaitu, hai, hain, है, это, هو, هي, dir")
)
"""What a colon or an equals sign is read as, too."""

CONNECTING = COPULAS | frozenset(
    listed(
        "number, no, nr, num, nº, n, numero, número, numéro, nummer, nomor, numarası, numaram, номер, رقم, नंबर, code",
        "código, kode, код, card, cartão, tarjeta, karte, kart, kartu, my, mi, mia, meu, minha, mein, meine, mon, ma",
        "mio, saya, aku, mera, meri, mere, мой, моя, the, of, for, ka, ki, ke, do, da, de, del, dela, dele, der, des",
        "du, di, her, his, our, and, y, und, et, here, heres, aqui, aquí, hier, voici, ecco, ini, вот, it, this, a, b",
        "credit, debit, crédito, débito, crédit, kredit, c, d, f, g, h, i, j, k, l, m, o, p, q, r, s, t, u, v, w, x, z",
        "con, com, mit, avec, with, ends, new, bank",
    )
)
"""What may stand between an announcing word and the number it announces."""

HEALTH_STEMS = listed(
    "diabet, diagnosed, antidepress, chemotherap, chemo, epilep, schizophren, asthma, asthmat, dementia, demencia",
    "demência, demenz, alzheim, leukemi, leukaemi, hypertens, insulin, dialysis, wheelchair, pregnan, miscarriage",
    "bipolar, autis, adhd, fibromyalg, arthrit, tumor, tumour, metformin, prozac, sertralin, fluoxetin, ozempic",
    "paraplegi, embarazad, silla de ruedas, discapacidad, discapacitad, quimioterap, epilepsi, asmatic, esquizofren",
    "medicación, medicamento, enfermedad, depresión, cadeira de rodas, deficiência, deficiente, grávida, gravidez",
    "quimio, medicação, doença, depressão, rollstuhl, schwanger, behindert, behinderung, krebskrank, zuckerkrank",
    "erkrank, epileps, medikament, fauteuil roulant, handicapé, maladie, médicament, chimiothérap, diagnosticad",
    "incinta, gravidanza, sedia a rotelle, disabil, depressione, malattia, chemioterap, epilessi, hamile",
    "tekerlekli sandalye, engelli, kanser, şeker hastası, kemoterapi, garbhvati, kursi roda, disabilitas, penyakit",
    "kanker, depresi, беремен, диабет, инвалид, эпилепс, депресси, химиотерап, астм, онколог, диагноз, السكري, سرطان",
    "معاق, كرسي متحرك, اكتئاب, صرع, الربو, मधुमेह, गर्भवती, कैंसर, दमा, विकलांग",
)
HEALTH = listed(
    "has cancer, have cancer, had cancer, got cancer, with cancer, breast cancer, lung cancer, skin cancer",
    "cancer patient, cancer treatment, cancer survivor, cancer diagnosis, from cancer, of cancer, my cancer",
    "heart attack, heart disease, heart condition, high blood pressure, blood pressure pills, suffers from depression",
    "suffer from depression, with depression, have depression, has depression, my depression, her depression",
    "his depression, for depression, clinically depressed, anxiety disorder, en dépression, une dépression, dépressif",
    "dépressive, panic attacks, on medication, takes medication, taking medication, my medication, her medication",
    "his medication, is blind, am blind, is deaf, am deaf, is disabled, am disabled, my disability, a disability",
    "mental illness, had surgery, have surgery, after surgery, surgery on, had a stroke, kidney failure",
    "kidney disease, multiple sclerosis, is expecting a baby, im expecting a baby, in rehab, an abortion, hiv",
    "parkinsons, parkinson disease, ivf, thyroid, tengo cáncer, tiene cáncer, con cáncer, cáncer de mama",
    "cáncer de pulmón, presión alta, soy ciego, soy ciega, soy sordo, soy sorda, está enfermo, está enferma",
    "enfermo de, enferma de, tengo asma, tiene asma, tenho asma, tem asma, lasma, tomo remédio, toma remédio",
    "prendo farmaci, prende farmaci, suis enceinte, est enceinte, femme enceinte, enceinte de, tombée enceinte",
    "esclerosis múltiple, vih, ataque al corazón, tenho câncer, tem câncer, com câncer, câncer de mama, tem cancro",
    "tenho cancro, pressão alta, sou cego, sou cega, sou surdo, sou surda, infarto, habe krebs, hat krebs, an krebs",
    "brustkrebs, bin blind, ist blind, bin taub, ist taub, bluthochdruck, depressionen, herzinfarkt, an depression",
    "habe depression, jai un cancer, a un cancer, cancer du sein, suis aveugle, suis sourd, suis sourde, ho il cancro",
    "ha il cancro, cancro al seno, tumore, sono cieco, sono cieca, sono sordo, sono sorda, diabete, sugar ki bimari",
    "cancer hai, bimari hai, pet se hai, darah tinggi, sedang hamil, istri saya hamil, lagi hamil, istriku hamil",
    "saya hamil, kencing manis, tuli, tunanetra, serangan jantung, minum obat, рак груди, у меня рак, у мамы рак",
    "болен раком, больна раком, слепой, глухой, вич, инфаркт, أنا حامل, زوجتي حامل, حامل في, ضغط الدم, مريض, مريضة",
    "kalp krizi, hamileyim, hamile, astım, depresyon, diyabet, görme engelli",
)
"""What tells of a person's illness, treatment, disability or pregnancy. What goods are made of is not here: an
allergy to nickel, wool or nuts, a skin type, a diet are wishes about goods, without which a shop sells the wrong thing.
Words with a common other sense stand with their company only ("Cancer" is a star sign too, "blind" a window's)."""

DIGIT_WORDS: dict[str, str] = {
    word: str(value)
    for words in (
        "zero one two three four five six seven eight nine",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
        "zero um dois três quatro cinco seis sete oito nove",
        "null eins zwei drei vier fünf sechs sieben acht neun",
        "zéro un deux trois quatre cinq six sept huit neuf",
        "zero uno due tre quattro cinque sei sette otto nove",
        "nol satu dua tiga empat lima enam tujuh delapan sembilan",
        "shunya ek do teen char paanch chhe saat aath nau",
        "शून्य एक दो तीन चार पांच छह सात आठ नौ",
        "ноль один два три четыре пять шесть семь восемь девять",
        "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
        "sıfır bir iki üç dört beş altı yedi sekiz dokuz",
    )
    for value, word in enumerate(words.split())
} | {"oh": "0", "uma": "1", "duas": "2", "kosong": "0", "chaar": "4", "panch": "5", "che": "6", "meia": "6"}
"""A digit's name to the digit. Counted only where several stand in a row."""
