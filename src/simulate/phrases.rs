//! What short letters in six languages are made of: pure tables, all our own.
//!
//! In: nothing. Out: static tables. A `{slot}` in a pattern is filled by `foreign`.

/// Everything that a short letter in one language is made of.
pub(super) struct Phrases {
    pub(super) greetings: &'static [&'static str],
    pub(super) closings: &'static [&'static str],
    pub(super) subjects: &'static [&'static str],
    pub(super) sentences: &'static [&'static str],
    pub(super) objects: &'static [&'static str],
    pub(super) persons: &'static [&'static str],
    pub(super) times: &'static [&'static str],
}

pub(super) const FRENCH: Phrases = Phrases {
    greetings: &["Madame, Monsieur,", "Bonjour,", "Chers voisins,", "Bonjour à tous,"],
    closings: &["Cordialement,", "Bien à vous,", "Avec mes salutations distinguées,", "Merci d'avance,"],
    subjects: &["Question sur {o}", "{o} à {p}", "Demande concernant {o}", "Au sujet de {s}"],
    sentences: &[
        "Je vous écris au sujet de {o}, près de {p}, parce que {a} attend une réponse {t}.",
        "{t}, {a} a réparé {o} avec {n} voisins de {p}.", "Il faut maintenant {n} minutes pour aller de {s} jusqu'à {p}.",
        "Personne ne sait qui garde la clé de {o}.",
        "Pourriez-vous envoyer {a} pour examiner {o} ?", "Nous avons compté {n} personnes devant {o} {t}.",
        "{a} dit que {o} coûte {n} couronnes de trop.", "Quand il pleut, {o} reste sous l'eau et {a} fait le tour par {p}.",
        "Dans notre rue, {s}, {o} manque {t}.", "Je ne me plains pas ; je demande seulement que {o} soit noté dans le registre de {p}.",
        "Autrefois {a} s'occupait de {o} sans rien demander.", "Si c'est possible, ouvrez {o} {n} heures de plus.",
        "Les enfants de {p} passent devant {o} tous les matins.", "Merci de dire à {a} ce que vous avez décidé pour {o}.",
        "{o} et {o} ont été promis {t}, mais rien n'est venu.", "Avec {n} planches et {a}, on pourrait remettre {o} en état.",
    ],
    objects: &[
        "le pont de bois", "la bibliothèque", "l'abribus", "la fontaine", "le marché couvert", "le chemin de halage",
        "la salle de lecture", "le car scolaire", "le lampadaire", "la vieille pompe", "le bac", "le jardin public", "l'horloge",
        "le sentier", "la barrière", "le guichet",
    ],
    persons: &[
        "le gardien", "la factrice", "mon oncle", "une élève", "le boulanger", "la maîtresse", "l'ingénieur", "notre voisine",
        "le jardinier", "le chef de gare",
    ],
    times: &[
        "depuis {n} jours", "mardi dernier", "au mois de mai", "pendant l'hiver", "depuis la fête", "chaque jeudi", "après les vacances",
        "il y a {n} semaines", "avant la récolte",
    ],
};

pub(super) const SWAHILI: Phrases = Phrases {
    greetings: &["Habari,", "Mheshimiwa,", "Ndugu wapendwa,", "Salaam,"],
    closings: &["Wako mwaminifu,", "Asante sana,", "Kwa heshima,", "Ahsante,"],
    subjects: &["Swali kuhusu {o}", "{o} ya {p}", "Ombi la wakazi wa {p}", "Kuhusu {s}"],
    sentences: &[
        "Ninaandika kuhusu {o} hapa {p}, kwa sababu {a} anasubiri jibu {t}.", "{a} alitengeneza {o} pamoja na majirani {n} {t}.",
        "Sasa tunatembea dakika {n} kutoka {s} hadi {p}.", "Hakuna anayejua nani ana ufunguo wa {o}.",
        "Tafadhali mtume {a} aje kuangalia {o}.",
        "Tulihesabu watu {n} mbele ya {o} {t}.", "{a} anasema {o} imegharimu shilingi {n} zaidi.",
        "Mvua ikinyesha {o} hujaa maji na {a} hupita njia ya {p}.", "Mtaa wetu wa {s} hauna {o} {t}.",
        "Watoto wa {p} hupita karibu na {o} kila asubuhi.",
        "Zamani {a} alitunza {o} bila malipo.", "Kama inawezekana, fungueni {o} saa {n} zaidi kwa wiki.",
        "Tunaomba mwambie {a} mlivyoamua kuhusu {o}.", "{o} na {o} ziliahidiwa {t}, lakini hazijafika.",
        "Kwa mbao {n} na msaada wa {a} tungeweza kurekebisha {o}.", "Silalamiki, naomba tu {o} iandikwe katika kitabu cha {p}.",
    ],
    objects: &[
        "daraja la mbao", "maktaba", "kituo cha basi", "bomba la maji", "soko", "barabara ya changarawe", "basi la shule", "taa ya mtaani",
        "kivuko", "bustani", "saa ya mnara", "njia ya msitu", "kisima", "ofisi ya posta",
    ],
    persons: &[
        "mlinzi", "mwalimu mkuu", "mjomba wangu", "mwanafunzi mmoja", "fundi", "jirani yetu", "mkulima", "dereva", "karani",
        "mama muuza samaki",
    ],
    times: &[
        "kwa siku {n}", "Jumanne iliyopita", "mwezi wa tano", "wakati wa mvua", "kila Alhamisi", "baada ya likizo", "wiki {n} zilizopita",
        "kabla ya mavuno",
    ],
};

pub(super) const MALAY: Phrases = Phrases {
    greetings: &["Tuan/Puan,", "Salam sejahtera,", "Assalamualaikum,", "Kepada pihak berkenaan,"],
    closings: &["Yang benar,", "Terima kasih,", "Sekian,", "Salam hormat,"],
    subjects: &["Pertanyaan tentang {o}", "{o} di {p}", "Permohonan penduduk {p}", "Perihal {s}"],
    sentences: &[
        "Saya menulis tentang {o} di {p} kerana {a} menunggu jawapan {t}.", "{a} membaiki {o} bersama {n} orang jiran {t}.",
        "Sekarang perjalanan dari {s} ke {p} mengambil masa {n} minit.", "Tiada siapa tahu siapa yang memegang kunci {o}.",
        "Bolehkah tuan menghantar {a} untuk melihat {o}?",
        "Kami mengira {n} orang di hadapan {o} {t}.", "Menurut {a}, {o} menelan belanja {n} ringgit lebih.",
        "Apabila hujan, {o} digenangi air dan {a} terpaksa melalui {p}.", "Di jalan kami, {s}, tiada {o} {t}.",
        "Anak-anak dari {p} melintasi {o} setiap pagi.",
        "Dahulu {a} menjaga {o} tanpa bayaran.", "Jika boleh, bukalah {o} {n} jam lagi seminggu.",
        "Mohon maklumkan kepada {a} apa keputusan tentang {o}.", "{o} dan {o} dijanjikan {t} tetapi belum tiba.",
        "Dengan {n} keping papan dan bantuan {a}, {o} dapat dibaiki.", "Saya tidak merungut, cuma minta {o} dicatat dalam daftar {p}.",
    ],
    objects: &[
        "jambatan kayu", "perpustakaan", "hentian bas", "paip air", "pasar malam", "jalan batu kelikir", "bas sekolah", "lampu jalan",
        "feri", "taman permainan", "menara jam", "denai hutan", "perigi lama", "pejabat pos",
    ],
    persons: &[
        "penjaga sekolah", "guru besar", "bapa saudara saya", "seorang murid", "tukang kayu", "jiran kami", "pekebun", "pemandu", "kerani",
        "penjual ikan",
    ],
    times: &[
        "selama {n} hari", "Selasa lepas", "pada bulan Mei", "semasa musim hujan", "setiap Khamis", "selepas cuti", "{n} minggu yang lalu",
        "sebelum musim menuai",
    ],
};

pub(super) const GERMAN: Phrases = Phrases {
    greetings: &["Sehr geehrte Damen und Herren,", "Guten Tag,", "Liebe Nachbarn,", "Hallo zusammen,"],
    closings: &["Mit freundlichen Grüßen", "Viele Grüße", "Beste Grüße", "Freundliche Grüße"],
    subjects: &["Frage zu {s}", "Anliegen aus {p}", "{o}", "Bitte um Auskunft: {o}"],
    sentences: &[
        "Ich schreibe Ihnen, weil {a} {t} auf eine Antwort aus {p} wartet.",
        "{t} kam {a} mit {n} Leuten aus {p} und besserte aus, was an der {s} lose war.",
        "Von der {s} bis {p} brauchen wir jetzt {n} Minuten.", "Niemand weiß, wer den Schlüssel hat; {a} fragt {t} danach.",
        "Könnten Sie bitte {n} Bretter schicken, damit wieder alles hält: {o}?",
        "Wir haben {t} an der {s} {n} Personen gezählt.", "Es geht um Folgendes: {o}, {o}, und das seit {n} Wochen.",
        "Wenn es regnet, steht in {p} alles unter Wasser und {a} geht außen herum.", "{a} sagt, {n} Kronen seien zu viel.",
        "Die Kinder aus {p} kommen jeden Morgen an der {s} vorbei.",
        "Früher hat {a} sich darum gekümmert, ohne zu fragen.", "Wenn möglich, öffnen Sie {t} bitte {n} Stunden länger.",
        "Sagen Sie {a}, was in {p} beschlossen wurde.", "Versprochen war {t} zweierlei: {o} und {o}.",
        "Ich beschwere mich nicht, ich bitte nur um einen Vermerk im Buch von {p}.",
        "In {p} hat {a} {t} gezeigt, dass es mit {n} Helfern geht.",
    ],
    objects: &[
        "die Holzbrücke", "die Bücherei", "das Wartehäuschen", "der Brunnen", "die Markthalle", "der Treidelpfad", "der Lesesaal",
        "der Schulbus", "die Laterne", "die alte Pumpe", "die Fähre", "der Spielplatz", "die Turmuhr", "der Waldweg", "die Schranke",
        "der Schalter",
    ],
    persons: &[
        "der Hausmeister", "die Briefträgerin", "mein Onkel", "eine Schülerin", "der Bäcker", "die Lehrerin", "der Ingenieur",
        "unsere Nachbarin", "der Gärtner", "der Bahnhofsvorsteher",
    ],
    times: &[
        "seit {n} Tagen", "am letzten Dienstag", "im Mai", "den Winter über", "seit dem Fest", "jeden Donnerstag", "nach den Ferien",
        "vor {n} Wochen", "noch vor der Ernte",
    ],
};

pub(super) const SPANISH: Phrases = Phrases {
    greetings: &["Estimados señores:", "Buenos días:", "Queridos vecinos:", "Hola a todos,"],
    closings: &["Atentamente,", "Un cordial saludo,", "Muchas gracias,", "Saludos,"],
    subjects: &["Consulta sobre {o}", "{o} de {p}", "Solicitud de los vecinos de {p}", "Sobre {s}"],
    sentences: &[
        "Les escribo por {o}, cerca de {p}, porque {a} espera una respuesta {t}.", "{t} {a} arregló {o} con {n} vecinos de {p}.",
        "Ahora se tardan {n} minutos desde {s} hasta {p}.", "Nadie sabe quién guarda la llave de {o}.",
        "¿Podrían enviar a {a} para revisar {o}?", "Contamos {n} personas delante de {o} {t}.",
        "{a} dice que {o} cuesta {n} coronas de más.", "Cuando llueve, {o} queda bajo el agua y {a} da la vuelta por {p}.",
        "En nuestra calle, {s}, falta {o} {t}.", "Los niños de {p} pasan por {o} cada mañana.", "Antes {a} cuidaba {o} sin cobrar nada.",
        "Si es posible, abran {o} {n} horas más.",
        "Avisen a {a} de lo que hayan decidido sobre {o}.", "{o} y {o} se prometieron {t}, pero nada llegó.",
        "Con {n} tablas y la ayuda de {a} se podría reparar {o}.", "No me quejo; solo pido que {o} conste en el registro de {p}.",
    ],
    objects: &[
        "el puente de madera", "la biblioteca", "la parada del autobús", "la fuente", "el mercado cubierto", "el camino del canal",
        "la sala de lectura", "el autobús escolar", "la farola", "la bomba vieja", "el transbordador", "el parque", "el reloj de la torre",
        "el sendero", "la barrera", "la taquilla",
    ],
    persons: &[
        "el conserje", "la cartera", "mi tío", "una alumna", "el panadero", "la maestra", "el ingeniero", "nuestra vecina", "el jardinero",
        "el jefe de estación",
    ],
    times: &[
        "desde hace {n} días", "el martes pasado", "en mayo", "durante el invierno", "desde la feria", "cada jueves",
        "después de las vacaciones", "hace {n} semanas", "antes de la cosecha",
    ],
};

pub(super) const ARABIC: Phrases = Phrases {
    greetings: &["السلام عليكم،", "السادة الكرام،", "تحية طيبة وبعد،", "جيراننا الأعزاء،"],
    closings: &["مع فائق الاحترام،", "شكرا جزيلا،", "وتفضلوا بقبول التحية،", "مع الشكر،"],
    subjects: &["سؤال عن {o}", "{o} في {p}", "طلب من أهل {p}", "بخصوص {s}"],
    sentences: &[
        "أكتب إليكم بشأن {o} في {p} لأن {a} ينتظر الجواب {t}.", "قام {a} بإصلاح {o} مع {n} من الجيران {t}.",
        "نحتاج الآن إلى {n} دقيقة من {s} إلى {p}.", "لا أحد يعرف من يحمل مفتاح {o}.", "هل يمكنكم إرسال {a} لفحص {o}؟",
        "أحصينا {n} شخصا أمام {o} {t}.",
        "يقول {a} إن {o} كلف {n} دينارا أكثر من اللازم.", "عندما ينزل المطر يغرق {o} ويمر {a} من طريق {p}.",
        "في شارعنا {s} لا يوجد {o} {t}.", "يمر أطفال {p} قرب {o} كل صباح.", "كان {a} يعتني بأمر {o} دون مقابل.",
        "إن أمكن فافتحوا {o} {n} ساعات إضافية.",
        "نرجو إبلاغ {a} بما قررتم في أمر {o}.", "وعدونا {t} بإصلاح {o} ثم {o} ولم يصل شيء.",
        "بعدد {n} من الألواح ومساعدة {a} يمكن إصلاح {o}.", "لا أشتكي، وإنما أطلب تسجيل {o} في دفتر {p}.",
    ],
    objects: &[
        "الجسر الخشبي", "المكتبة العامة", "موقف الحافلة", "نبع الماء", "السوق المسقوف", "طريق القناة", "قاعة المطالعة", "حافلة المدرسة",
        "عمود الإنارة", "المضخة القديمة", "العبارة", "الحديقة العامة", "ساعة البرج", "ممر الغابة",
    ],
    persons: &["الحارس", "ساعي البريد", "خالي", "أحد التلاميذ", "الخباز", "المعلم", "المهندس", "جارنا", "البستاني", "مدير المحطة"],
    times: &[
        "منذ {n} أيام", "يوم الثلاثاء الماضي", "في شهر مايو", "طوال الشتاء", "منذ العيد", "كل خميس", "بعد العطلة", "قبل {n} أسابيع",
        "قبل موسم الحصاد",
    ],
};
