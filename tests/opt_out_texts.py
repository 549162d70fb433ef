"""What customers write, and whether it stops messages. Each line is one message; `⏎` stands for a new line."""

STOPS = """
STOP
stop
Stop.
 stop!!!
STOP 🛑
🙏 stop 🙏
ＳＴＯＰ
s t o p
S.T.O.P.
STOPALL
Stop all
UNSUBSCRIBE
unsubscribe me please
OPTOUT
opt-out
Opt out
REVOKE
stop stop stop
please stop
Stop, please
can you stop
ok stop now
Stop. I'm not interested.
STOP, wrong number
No thanks, stop
stop promotions
Stop!⏎Leave me alone
Thank you for the ring.⏎STOP
I got everything I need. STOP
don't message me any more
Don't message me anymore
dont msg me again
DO NOT CONTACT ME AGAIN
Please don’t text me ever again.
don't message me
Never message me again
Do not send me any more messages
don't send me messages
please stop sending me messages
Could you please stop sending me these messages?
stop messaging me
Stop texting me!!
stop spamming me
I already told you to stop messaging me
I bought one elsewhere, so please don't message me any more
Thanks for your help but please stop messaging me
Hi, stop sending me ads, thanks
I don't want to receive messages from you any more
i dont want any more messages
I no longer wish to receive messages
I don't want you to contact me again
we don't want your spam
take me off your list
Please remove me from your mailing list now
remove my number from your list
Delete my number
Lose my number!
unsubscribe me from this list
I want to unsubscribe
I'd like to opt out of these messages
opt me out
leave me alone
no more messages please
I don't want to hear from you again
I withdraw my consent
PARAR
sair
Pare
não me mandem mais mensagens
Nao me mandem mais mensagens
Não me mande mais mensagem, por favor
não quero mais receber mensagens
Não quero receber mais mensagens de vocês
não me escreva mais
parem de me mandar mensagens
Pare de me enviar essas mensagens!
por favor, me tire da lista
Me remova da sua lista
quero sair da lista
Quero me descadastrar
Obrigada pela ajuda, mas não me mandem mais mensagens
não me chamem mais
chega de mensagens
me deixa em paz
apaguem o meu número
No me escriban más
no me escribas mas por favor
BAJA
quiero darme de baja
No me manden más mensajes
No me envíe más publicidad
ya no quiero recibir mensajes
No quiero más mensajes
Dejen de escribirme
deja de mandarme mensajes
bórrenme de su lista
Por favor sáqueme de la lista
déjenme en paz
ya no me escriban
No gracias, no me escriban más
Basta de mensajes
मुझे मैसेज मत करो
मुझे मैसेज मत भेजो
कृपया मुझे मैसेज न भेजें
मुझे और मैसेज मत भेजो
मैसेज भेजना बंद करो
मुझे मैसेज करना बंद करें
मुझे अब कोई मैसेज नहीं चाहिए
मेरा नंबर हटा दो
मुझे लिस्ट से हटा दो
स्टॉप
बंद करो
परेशान मत करो
mujhe message mat karo
Mujhe msg mat bhejo please
message bhejna band karo
mujhe aur message nahi chahiye
bhai mujhe pareshan mat karo
mera number hata do
ab mujhe message mat karna
band karo
jangan kirim pesan lagi
Tolong jangan kirim pesan lagi ke saya
jangan chat saya lagi
Jangan hubungi saya lagi!
berhenti
berhenti kirim pesan
stop kirim pesan ke saya
saya tidak mau menerima pesan lagi
hapus nomor saya
Mohon keluarkan saya dari daftar
لا ترسلوا لي رسائل
لا ترسلوا لي رسائل بعد الآن
من فضلكم لا ترسلوا لي أي رسائل
توقفوا عن إرسال الرسائل
توقف عن مراسلتي
أوقفوا هذه الرسائل
لا أريد رسائل منكم
لا أريد استقبال رسائل
إلغاء الاشتراك
ألغوا اشتراكي
احذفوا رقمي من القائمة
توقّف
стоп
Не пишите мне больше
не пишите мне
больше не пишите мне
Пожалуйста, больше мне не пишите.
не пиши мне больше никогда
не присылайте мне больше сообщения
Перестаньте мне писать
прекратите присылать рекламу
хватит мне писать
отписаться
Отпишите меня
удалите меня из списка
удалите мой номер
я не хочу получать сообщения
оставьте меня в покое
Спасибо, но не пишите мне больше
bitte keine Nachrichten mehr
Keine Nachrichten mehr!
Bitte keine weiteren Nachrichten
Schreiben Sie mir bitte nicht mehr
schreib mir nicht mehr
Schreibt mir nie wieder
Hören Sie auf, mir zu schreiben
hör auf mir zu schreiben
Ich möchte keine Nachrichten mehr bekommen
ich will keine Werbung mehr
Löschen Sie meine Nummer
nehmen Sie mich von der Liste
Lassen Sie mich in Ruhe
Abmelden
Stopp
ne m'écrivez plus
Ne m’écris plus stp
arrêtez de m'écrire
arrête de m'envoyer des messages
je ne veux plus recevoir de messages
Je ne veux plus de vos messages
ne m'envoyez plus rien
Ne me contactez plus svp
désabonnez-moi
Je voudrais me désinscrire
retirez-moi de votre liste
Laissez-moi tranquille
ARRÊT
non scrivetemi più
Non mi scriva più
per favore non mi mandate più messaggi
smettetela di scrivermi
smetti di mandarmi messaggi
non voglio più ricevere messaggi
Non voglio altri messaggi
basta messaggi
cancellatemi dalla lista
lasciatemi in pace
disiscrivimi
bana bir daha mesaj atmayın
bana mesaj atma
Lütfen bana artık yazmayın
artık mesaj istemiyorum
mesaj almak istemiyorum
bana mesaj göndermeyi bırakın
beni listeden çıkarın
numaramı silin
Beni rahatsız etmeyin
DURDUR
"""

GOES_ON = """
YES
yes
Yes please
ok
no
don't stop
Don't stop!
please don't stop sending me messages
I'll stop by the shop tomorrow
stop by the shop
Can I stop by at five?
non stop
stop sign pendant
do you have a bus stop near the shop?
I can't stop thinking about that ring
Stop, I want to see the second one
stop it you're making me laugh
stop. go back. show me the silver one
CANCEL my order
please cancel my order
can I cancel?
cancel the reservation
I want to cancel the appointment
Cancel that, I meant earrings
end of the month
at the end
the end of the chain is broken
what's the weekend price
quit smoking gift ideas
I quit my job so my budget is smaller
can you help me choose a ring?
help me find a gift
I need help with sizes
info about the moon ring
more info please
information on delivery
start of next week
let's start with rings
when do you start the sale?
can I start with a small one?
you don't message me any more 😢
why don't you message me any more?
Why did you stop sending me messages?
did you stop messaging me?
my old shop never messages me
Don't message me before nine
don't message me at work
don't text me now
don't text me, I'm driving
Don't message me any more, unless the ring is back in stock
If it is over 300, don't message me again
don't message me again until you have it in silver
don't message me on my other number
Don't send me pictures of gold, only silver
don't send me the expensive ones
stop sending me gold rings, I want silver
stop showing me necklaces
Do not send it to my old address
don't send the ring yet
My ex said "don't message me again"
he told me to stop messaging him
She wrote: don't contact me again. So I need a gift to apologise
I don't want to receive the package on Monday
I don't want the necklace any more
I don't want any more than two
I no longer want the ring
take it off your list
take the ring off the list
remove the necklace from my cart
remove the second one
delete my budget
delete all my data
forget that
forget it
forget everything about me
leave the engraving
leave me a message when it is ready
message me again tomorrow
please text me when it ships
keep me on your list
never mind
no more than 200 euros
no more gold please
not interested in gold
I am not interested
I'm not sure
block engraving?
I don't want to hear from you that it is sold out
please don't send it before Friday
stop! that's too expensive
can you stop the delivery?
My husband said no more jewellery messages lol
no me llames, escríbeme
не звоните мне, пишите
schick mir keine Bilder mehr von Gold
is the offer over?
the messages came twice
I did not get your message
do you have any more messages for engraving?
what messages can I engrave?
opt for silver
I opt out of the gift box
unsubscribed customers get a discount?
will it stop tarnishing?
how do I stop it from tarnishing?
Does the clasp stop it from falling?
RING⏎NECKLACE
pare de chover
pare com isso, é lindo demais
para a minha mãe
para quando fica pronto?
quero cancelar o pedido
não quero mais o anel
não quero receber no sábado
Não me mande o dourado, mande o prateado
não me mandem mais fotos de ouro
não mande ainda
não pare
sair mais barato?
vai sair quanto?
fim do mês
posso voltar amanhã?
a lista de preços
me tire uma dúvida
quanto custa parar de usar prata?
no me gusta más
no quiero más anillos
no me mandes el dorado
para mi mamá
para el viernes
la parte baja del collar
quiero cancelar mi pedido
al final del mes
más mensajes grabados
no me escriban el nombre con tilde
no pares
dejen de mostrarme oro
salir de compras
मुझे अंगूठी चाहिए
मुझे मैसेज करो
मुझे कल मैसेज करना
मुझे सोना नहीं चाहिए
बंद डिब्बे में भेजो
दुकान कब बंद होती है?
mujhe message karo
mujhe kal message karna
dukaan kab band hoti hai?
mujhe gold nahi chahiye
order mat bhejo abhi
jangan kirim hari ini
jangan kirim yang emas
kirim pesan lagi besok
saya tidak mau emas lagi
berhenti di toko dulu
tidak mau yang mahal
لا ترسلوا الطلب اليوم
أريد خاتما
لا أريد ذهبا
أرسلوا لي رسالة غدا
متى تتوقف العروض؟
не пишите имя на кольце
не присылайте золото
пишите мне завтра
напишите мне, когда будет готово
я не хочу золото
стоп-лист есть?
не останавливайтесь
больше не хочу это кольцо
Ich möchte keine Ringe mehr
keine Gravur mehr
Ich habe keine Nachrichten mehr bekommen
schreiben Sie mir morgen
Schreiben Sie mir nicht vor neun
hör auf damit, das ist so schön
am Ende des Monats
Ende gut, alles gut
ich will den Ring nicht mehr
halt mir bitte den Ring zurück
je veux plus de messages gravés
ne m'envoyez pas la bague en or
je ne veux plus la bague
écrivez-moi demain
n'arrêtez pas
arrêtez-moi si je me trompe
la fin du mois
plus de photos svp
non voglio più l'anello
non mandatemi quello d'oro
scrivetemi domani
basta che sia d'argento
fine
fine del mese
artık yüzük istemiyorum
bana yarın mesaj atın
mesaj yazın lütfen
durak nerede?
kırmızı olanı göndermeyin
red
band
son
👍
🛑
...
"""

DEPENDS = """
cancel
CANCEL
Cancel please
end
quit
exit
enough
stop it
cancelar
basta
fin
Ende
annuler
iptal
отмена
إلغاء
रद्द करो
batal
"""

STARTS = """
START
start
Start.
UNSTOP
start please
subscribe
subscribe me again please
You can message me again
please message me again
I want to receive your messages again
resume
voltar
Quero receber mensagens de novo
podem me escrever de novo
quiero volver
puedes escribirme de nuevo
शुरू करो
आप मुझे फिर से मैसेज भेज सकते हैं
mulai
kirim saya pesan lagi
ابدأ
أريد الاشتراك من جديد
старт
можете мне снова писать
Ihr könnt mir wieder schreiben
starten
reprendre
vous pouvez m'écrire à nouveau
potete scrivermi di nuovo
başlat
"""

HELPS = """
HELP
help
Help!
help please
info
INFO
how do I unsubscribe?
How can I stop these messages?
ajuda
ayuda
¿Cómo me doy de baja?
मदद
bantuan
مساعدة
помощь
как отписаться?
Hilfe
Wie kann ich mich abmelden?
aide
comment me désabonner ?
aiuto
yardım
"""


def texts(table: str) -> list[str]:
    """The messages of a table."""
    return [line.replace("⏎", "\n") for line in table.strip("\n").split("\n")]
