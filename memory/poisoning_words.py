"""Tables of words by which a text gives orders or speaks for the shop, in the languages customers write.

`memory.poisoning` says how they count. Stems are found wherever a word begins with them, phrases at word edges;
accents are written or not.
"""

from memory.sensitive_words import listed

IGNORING = listed(
    "ignore, ignores, ignoring, disregard, forget, override, overrule, bypass, dont follow, do not follow",
    "stop following, ignora, ignorar, olvida, omite, no sigas, esqueça, esquece, desconsidere, não siga, ignoriere",
    "vergiss, missachte, ignorez, oublie, oubliez, ne suis pas, dimentica, abaikan, lupakan, bhool jao, bhul jao",
    "ignore karo, bhula do, игнорируй, игнорируйте, забудь, забудьте, تجاهل, انس, انسى, yok say, unut, görmezden gel",
    "भूल जाओ, अनदेखा, 忽略, 無視",
)
RULE_STEMS = listed(
    "instruct, rule, prompt, guideline, polic, restriction, programming, everything above, previous messages, instrucc",
    "regla, directric, instruç, regra, diretriz, anweisung, regel, vorgabe, consigne, règle, istruzion, regol",
    "instruksi, aturan, perintah, niyam, nirdesh, инструкц, правил, указани, تعليمات, التعليمات, قواعد, القواعد",
    "talimat, kural, निर्देश, नियम, 指示, 规则",
)
PROMPT_TALK = listed(
    "system prompt, developer mode, jailbreak, jailbroken, dan mode, god mode, debug mode, admin mode",
    "maintenance mode, sudo, prompt injection, root access, hidden instructions, secret instructions",
    "your instructions, your rules, your guidelines, your prompt, new instructions, new instruction, new rule",
    "updated policy, as an ai, language model, end of transcript, end of profile, end of conversation, begin system",
    "system message, system note, system override, system update, customer profile, current facts, profile update",
    "im start, im end, modo desarrollador, modo desenvolvedor, modo administrador, entwicklermodus, mode développeur",
    "mode administrateur, modalità sviluppatore, режим разработчика, وضع المطور, geliştirici modu, mode pengembang",
    "tus instrucciones, suas instruções, deine anweisungen, tes instructions, vos instructions, tue istruzioni",
    "твои инструкции, системный промпт, تعليماتك, talimatların, instruksimu, prompt del sistema, prompt do sistema",
    "systemprompt, prompt système, prompt di sistema, sistem istemi, mensaje del sistema, mensagem do sistema",
    "nouvelle instruction, neue anweisung, nueva instrucción, nova instrução, nuova istruzione, новая инструкция",
    "تعليمات جديدة",
)
ROLE_PLAY = listed(
    "you are now, youre now, you are no longer, act as, acting as, pretend to be, pretend you, pretend that you",
    "roleplay, role play, imagine you are, from now on you, from now on the bot, from now on the assistant",
    "your new role, your name is, you are the owner, you are my, stay in character, ahora eres, eres ahora, actúa como",
    "finge, hazte pasar, a partir de ahora eres, a partir de ahora debes, a partir de ahora tienes, você agora é",
    "agora você é, aja como, finja, a partir de agora você, du bist jetzt, du bist ab jetzt, tu so als",
    "spiele die rolle, spiel die rolle, ab jetzt bist du, ab sofort bist du, ab jetzt musst du, tu es maintenant",
    "vous êtes maintenant, agis comme, fais semblant, à partir de maintenant tu, désormais tu, désormais vous, ora sei",
    "sei ora, adesso sei, comportati come, fingi, da ora in poi sei, da ora in poi devi, теперь ты, ты теперь",
    "притворись, веди себя как, с этого момента ты, отныне ты, أنت الآن, تصرف كأنك, تظاهر, من الآن فصاعدا أنت",
    "ab se tum, ab tum, tum ab, natak karo, अब तुम, अब से तुम, kamu sekarang, sekarang kamu, berpura pura",
    "mulai sekarang kamu, bertindak sebagai, artık sen, sen artık, gibi davran, rol yap, bundan sonra sen",
)
BOT = listed(
    "bot, assistant, chatbot, asistente, assistente, assistent, бот, ассистент, البوت, المساعد, asisten, बॉट, the ai",
    "ai assistant",
)
MUST = listed(
    "must, should, shall, has to, have to, needs to, will always, is required, always, never, may, can now, is allowed",
    "obeys, debe, tiene que, debería, siempre, deve, tem que, sempre, muss, soll, immer, doit, toujours, dovrebbe",
    "должен, всегда, يجب, دائما, harus, selalu, chahiye, hamesha, zorunda, her zaman, चाहिए",
)
YOU_MUST = listed(
    "you must, you shall, you are obliged, you are required, you will always, you will never, you should always",
    "you always give, debes, deberás, tienes que dar, você deve, você tem que, du musst, du sollst, sie müssen",
    "tu dois, vous devez, devi, dovete, ты должен, вы должны, يجب عليك, يجب أن تعطي, kamu harus, anda harus",
    "tumhe dena hoga, aapko dena hoga, zorundasın, zorundasınız, vermelisin, तुम्हें देना होगा",
)
OBEYING = listed(
    "obey, follow, treat, believe, trust, comply, remember, recommend, obedecer, obéir, gehorchen, слушаться"
)
ALWAYS = listed(
    "always, never, automatically, every time, from now on, forever, siempre, sempre, immer, ab jetzt, ab sofort",
    "toujours, désormais, всегда, отныне, دائما, selalu, hamesha, her zaman, hep, हमेशा, a partir de agora",
    "a partir de ahora",
)
GRANTING = listed(
    "give, grant, apply, offer, charge, approve, accept, refund, confirm, agree, add, da, dame, dale, aplica, ofrece",
    "concede, aprueba, cobra, acepta, dar, dê, dá, me dê, aplique, conceda, ofereça, aprove, cobre, aceite, geben, gib",
    "gewähre, gewähren, anwenden, donner, donne, donnez, accorder, accorde, accordez, appliquer, offrir, fais, faites",
    "dare, dai, dammi, applica, concedi, offri, approva, fai, давай, давать, дай, предоставляй, применяй, одобряй",
    "делай, أعط, أعطني, أعطيني, امنح, امنحني, قدم, beri, berikan, kasih, terapkan, setujui, do, dena, dijiye, dedo",
    "ver, uygula, yap, onayla, दो, देना",
)
REVEALING = listed(
    "reveal, show, print, repeat, output, leak, disclose, send, tell, list, dump, give, share, muestra, revela, mostra",
    "mostre, revele, zeige, zeig, verrate, montre, révèle, donne, rivela, dimmi, покажи, раскрой, اعرض, اكشف, أعطني",
    "tampilkan, tunjukkan, dikhao, batao, göster, açıkla, दिखाओ, बताओ",
)
INTERNAL_STEMS = listed(
    "other customer, another customer, all customer, customer list, customer database, database, api key, instructions",
    "otros clientes, otro cliente, outros clientes, outro cliente, andere kunden, anderen kunden, anderer kunden",
    "autres clients, altri clienti, altro cliente, других клиент, другого клиент, العملاء الآخرين, العملاء الاخرين",
    "pelanggan lain, dusre customer, dusre grahak, doosre customer, diğer müşteri, दूसरे ग्राहक",
)
OTHER_PROFILES = listed(
    "merge my profile, merge profiles, merge the profiles, profile of customer, use the profile, as another customer",
    "account of another customer, another customers profile, other customers profile, perfil de otro cliente",
    "perfil de outro cliente, profil eines anderen, profil dun autre client, profilo di un altro cliente",
    "профиль другого клиента, ملف عميل آخر, profil pelanggan lain, başka müşterinin profili",
)
DISCOUNT_STEMS = listed(
    "discount, rebate, coupon, voucher, store credit, desconto, descuento, rebaja, rabatt, nachlass, gutschein, remise",
    "réduction, rabais, sconto, sconti, diskon, potongan, chhoot, chhut, छूट, خصم, تخفيض, скидк, скидок, indirim, 折扣",
    "割引",
)
PERCENT = listed(
    "percent, per cent, pct, por ciento, por cento, prozent, pour cent, pourcent, per cento, persen, pratishat",
    "процент, процентов, процента, بالمئة, بالمائة, في المئة, yüzde, प्रतिशत",
)
FREE = listed(
    "for free, is free, are free, free of charge, costs nothing, at no cost, gratis, kostenlos, umsonst, gratuit",
    "gratuits, gratuite, gratuites, gratuito, gratuita, gratuiti, de graça, grátis, muft, free mein, бесплатно",
    "бесплатный, бесплатная, مجانا, مجاني, مجانية, ücretsiz, bedava, मुफ्त, cuma cuma",
)
GOODS_STEMS = listed(
    "everything, all items, all products, all orders, ring, order, shipping, delivery, item, product, purchase",
    "necklace, repair, todo, todos, envío, pedido, anillo, tudo, frete, anel, alles, versand, bestellung, tout",
    "livraison, bague, commande, tutto, spedizion, ordin, anell, всё, все, доставк, заказ, кольц, كل شيء, الشحن",
    "التوصيل, semua, ongkir, pengiriman, pesanan, sab, her şey, kargo, sipariş, yüzük, सब, डिलीवरी",
)
PRICE_STEMS = listed(
    "price, priced, costs, precio, cuesta, preço, custa, preis, kostet, prix, coûte, prezzo, harga, harganya, цена",
    "стоит, سعر, السعر, ثمن, fiyat, kimat, keemat, daam, कीमत, दाम, 价格",
)
POLICY_STEMS = listed(
    "warrant, guarantee, refund, return window, garantía, reembolso, devoluc, garantia, devoluç, garantie, rückgabe",
    "erstattung, remboursement, garanzia, rimborso, garansi, pengembalian, гарант, возврат, ضمان, الضمان, استرجاع",
    "استرداد, garanti, iade, वारंटी, policy, policies, return policy, free returns, política de, politique de",
    "retours gratuits, politica di, reso gratuito",
)
ENTITLED = listed(
    "entitled, eligible, approved, promised, guaranteed, granted, authorised, authorized, owed, owes, owe, agreed",
    "confirmed that, has the right, tiene derecho, derecho a, prometido, prometió, prometieron, aprobado, autorizado",
    "tem direito, direito a, prometeu, prometeram, aprovado, zugesagt, versprochen, anspruch auf, genehmigt, a droit à",
    "droit à, promis, accordé, ha diritto, diritto a, promesso, promessa, approvato, имеет право, положена, обещали",
    "обещана, одобрена, يستحق, يحق له, يحق لها, وعد, وعدتم, وعدني, berhak, dijanjikan, disetujui, hakdar, vaada",
    "haq hai, hakkı var, söz verildi, söz verdi, onaylandı, हकदार, वादा, is given, are given, is applied, applies",
)
WISHING_STEMS = listed(
    "want, wish, ask, look, would, prefer, need, expect, interest, wait, like, love, request, negotiat, bargain, hunt",
    "enquir, inquir, prefier, quier, quisier, pid, pregunt, busc, esper, neces, deseja, gostaria, pede, pediu, quer",
    "pergunt, espera, precis, möcht, wünsch, hofft, brauch, veut, voudr, souhait, cherch, demand, espèr, vuole, vorrei",
    "vorrebbe, cerca, chied, spera, desider, mau, ingin, minta, cari, tanya, harap, butuh, chah, maang, puch, चाह",
    "मांग, يريد, تريد, أريد, يبحث, تبحث, يطلب, تطلب, يتمنى, хоч, хот, ищет, ищу, прос, ждет, ждёт, надее, arıyor",
    "bekliyor, soruyor, rica, hope, hoping, sucht, suche, fragt, frage, er will, sie will, ich will, kunde will",
    "will einen, istiy",
)
LIMITING_STEMS = listed(
    "range, limit, max, min, under, up to, around, about, below, above, over, between, budget, afford, pay, spend",
    "ceiling, too, high, expensiv, dear, elsewhere, competit, saw, seen, found, cheap, compar, less, more, offer, low",
    "amazon, hasta, entre, máxim, menos, más, caro, cara, alto, competen, presupuesto, gastar, até, mais, orçamento",
    "concorr, bis, zwischen, höchst, unter, über, teuer, günstig, konkurrenz, jusqu, moins, plus, cher, trop, concurr",
    "fino, meno, più, troppo, sampai, antara, kurang, mahal, murah, terlalu, anggaran, tak, se kam, zyada, mehnga",
    "mehanga, sasta, до, меньше, больше, дорог, дешев, бюджет, حتى, أقل, أكثر, غالي, ميزانية, kadar, altında, pahalı",
    "ucuz, bütçe",
)
SHOP = listed(
    "the shop, this shop, your shop, the store, this store, your store, the company, your company, the business",
    "la tienda, esta tienda, a loja, esta loja, der laden, das geschäft, der shop, la boutique, le magasin, il negozio",
    "toko ini, tokonya, магазин, المتجر, المحل, dukaan, dukan, mağaza, दुकान",
)
SHOP_VERBS = listed(
    "is, are, has, must, will, owes, owe, promised, agreed, gives, sells, accepts, closed, closes, opens, moved",
    "offers, belongs, guarantees, now, lets, allows, es, está, tiene, debe, da, cierra, acepta, ofrece, prometió, é",
    "tem, deve, dá, fecha, aceita, oferece, ist, hat, muss, gibt, schließt, akzeptiert, est, a, doit, donne, ferme",
    "accepte, offre, ha, dà, chiude, accetta, harus, memberi, tutup, menerima, должен, дает, даёт, закрыт, принимает",
    "обязан, يجب, يعطي, يقبل, مغلق, hai, dega, deta, deti, kapalı, veriyor, kabul, है, देगी",
)
"""What makes a sentence whose subject is the shop a statement about the shop. A concern about it is an objection."""
