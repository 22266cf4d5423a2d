//! What posts have that letters have not: openers, endings, stock phrases, tags, signs. Pure tables,
//! all our own.
//!
//! In: nothing. Out: static tables, one [`Manner`] a language. Slots are those of the letters'
//! phrases: `{p}` place, `{s}` street, `{n}` number, `{o}` object, `{a}` person, `{t}` time.

use super::super::foreign::Language;

/// How posts of one language begin, end, and what everybody says.
pub(super) struct Manner {
    /// The language's code.
    pub(super) code: &'static str,
    /// Stand before a sentence.
    pub(super) openers: &'static [&'static str],
    /// Sentences beside those of the letters; English has its own grammar and none here.
    pub(super) sentences: &'static [&'static str],
    /// Stand behind the last sentence.
    pub(super) endings: &'static [&'static str],
    /// Posts of their own that many accounts write alike.
    pub(super) stock: &'static [&'static str],
}

/// How posts of a language are.
pub(super) const fn manner(language: Language) -> &'static Manner {
    match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
        Language::Swahili => &SWAHILI,
        Language::Malay => &MALAY,
        Language::German => &GERMAN,
        Language::Spanish => &SPANISH,
        Language::Arabic => &ARABIC,
    }
}

const ENGLISH: Manner = Manner {
    code: "en",
    openers: &[
        "Honestly!", "Update:", "Today in {p}:", "Well...", "Unpopular opinion:", "Just saw this:", "Small thing:", "Question for {p}:",
        "Again:", "For the record:", "News from {s}:", "Not sure who needs this:", "Heard on the bus:", "Funny:", "Reminder:",
        "Day {n}:", "Meanwhile in {p}:", "Thread from {p}:", "Correct me if I am wrong:", "My mother says:",
    ],
    sentences: &[],
    endings: &[
        "Anyone else in {p}?", "What do you think?", "More tomorrow.", "Thoughts?", "That is all.", "Just saying.", "Make of it what you will.",
        "I have pictures.", "Ask anyone on {s}.", "Who is surprised?", "See you in {p}.", "{n} years now.", "Pass it on.", "Well done, {p}.",
    ],
    stock: &[
        "Good morning everyone, have a great day ahead!", "This.", "Congratulations!", "Happy birthday! Have a wonderful day.", "So true.",
        "Good morning!", "Good night all, sleep well.", "Thank you so much for all your kind words!", "This is the way.",
        "May God bless you and your family today and always.", "Well said.", "I could not have said it better myself.",
        "Happy Friday everyone, enjoy the weekend!", "Rest in peace. My thoughts are with the family.", "Exactly this.", "Good luck to all of you today!",
        "The Lord is my shepherd, I shall not want.", "Retweet if you agree.", "Congratulations to the whole team, well deserved!",
        "Nobody: absolutely nobody: me at three in the morning looking into the fridge again",
        "Do not let anyone dim your light. Keep shining and keep going.", "Merry Christmas and a happy new year to you all!",
    ],
};

const FRENCH: Manner = Manner {
    code: "fr",
    openers: &[
        "Ce matin à {p} :", "Franchement !", "Nouvelles de {s} :", "Encore une fois :", "Pour info :", "Vu à {p} :", "Question aux gens de {p} :",
        "Jour {n} :", "Petite chose :", "On raconte :",
    ],
    sentences: &[
        "{t}, {n} familles de {p} ont attendu devant {o}.", "{a} a promis {o} aux habitants de {p}, et on attend toujours.",
        "On a vu {a} près de {o} avec {n} caisses, direction {p}.", "À {p}, {o} est fermé {t}, et {a} n'en sait rien.",
        "{n} minutes de retard, et toujours personne devant {o} à {p}.", "Bravo à {a} qui a sauvé {o} {t} à {p}.",
        "Les {n} bénévoles de {p} ont repeint {o} avec {a}.", "{a} raconte que {o} vient de {p} et a plus de {n} ans.",
    ],
    endings: &[
        "Qui d'autre à {p} ?", "Vous en pensez quoi ?", "La suite demain.", "Voilà.", "Faites passer.", "Bon courage à {p}.", "Rendez-vous {s}.",
        "Ça fait {n} ans.",
    ],
    stock: &[
        "Bonjour à tous et belle journée !", "Félicitations !", "Bon anniversaire !", "Tellement vrai.", "Bonne nuit tout le monde.",
        "Merci à toutes et à tous pour vos messages !", "Que Dieu vous bénisse et vous garde.", "Courage à tous.",
    ],
};

const SWAHILI: Manner = Manner {
    code: "sw",
    openers: &[
        "Leo hapa {p}:", "Kwa kweli!", "Habari kutoka {s}:", "Tena:", "Nimeona {p}:", "Swali kwa watu wa {p}:", "Siku ya {n}:", "Inasemekana:",
        "Asubuhi hii:", "Jamani!",
    ],
    sentences: &[
        "Familia {n} za {p} zilisubiri mbele ya {o} {t}.", "{a} aliahidi {o} kwa watu wa {p}, bado tunasubiri.",
        "Tulimwona {a} karibu na {o} akiwa na masanduku {n}, akienda {p}.", "Hapa {p} {o} imefungwa {t} na {a} hajui.",
        "Dakika {n} zimepita na hakuna mtu kwenye {o} ya {p}.", "Hongera {a} kwa kuokoa {o} ya {p} {t}.",
        "Watu {n} wa kujitolea wa {p} walipaka rangi {o} pamoja na {a}.", "{a} anasema {o} ilitoka {p} na ina zaidi ya miaka {n}.",
    ],
    endings: &[
        "Nani mwingine yuko {p}?", "Mnaonaje?", "Mengine kesho.", "Basi.", "Sambaza ujumbe.", "Poleni sana {p}.", "Tukutane {s}.", "Miaka {n} sasa.",
    ],
    stock: &[
        "Habari za asubuhi wapendwa, muwe na siku njema!", "Hongera sana!", "Heri ya siku ya kuzaliwa!", "Kweli kabisa.", "Usiku mwema nyote.",
        "Mungu awabariki wote.", "Asanteni sana kwa upendo wenu.", "Pole sana kwa familia.",
    ],
};

const MALAY: Manner = Manner {
    code: "ms",
    openers: &[
        "Hari ini di {p}:", "Sejujurnya:", "Berita dari {s}:", "Sekali lagi:", "Baru nampak di {p}:", "Soalan untuk orang {p}:", "Hari ke-{n}:",
        "Kata orang:", "Pagi tadi:", "Peringatan:",
    ],
    sentences: &[
        "{n} keluarga dari {p} menunggu di depan {o} {t}.", "{a} berjanji tentang {o} kepada orang {p}, kami masih menunggu.",
        "Kami nampak {a} dekat {o} dengan {n} kotak, menuju ke {p}.", "Di {p} {o} ditutup {t} dan {a} tidak tahu.",
        "Sudah {n} minit dan masih tiada orang di {o} {p}.", "Tahniah kepada {a} yang menyelamatkan {o} di {p} {t}.",
        "{n} sukarelawan {p} mengecat {o} bersama {a}.", "{a} bercerita bahawa {o} datang dari {p} dan berumur lebih {n} tahun.",
    ],
    endings: &[
        "Siapa lagi di {p}?", "Apa pendapat anda?", "Esok sambung.", "Itu sahaja.", "Tolong sebarkan.", "Syabas {p}.", "Jumpa di {s}.",
        "Sudah {n} tahun.",
    ],
    stock: &[
        "Selamat pagi semua, semoga hari anda indah!", "Tahniah!", "Selamat hari lahir!", "Betul sangat.", "Selamat malam semua.",
        "Semoga Allah merahmati kita semua.", "Terima kasih banyak atas sokongan anda.", "Takziah kepada keluarga.",
    ],
};

const GERMAN: Manner = Manner {
    code: "de",
    openers: &[
        "Heute in {p}:", "Ehrlich gesagt:", "Neues aus {s}:", "Nochmal:", "Gerade gesehen in {p}:", "Frage an {p}:", "Tag {n}:",
        "Man sagt in {p}:", "Heute früh:", "Zur Erinnerung:",
    ],
    sentences: &[
        "{n} Familien aus {p} haben {t} gewartet, und {o} war zu.", "{a} hat {p} viel versprochen: {o} kommt, hieß es {t}.",
        "{a} stand mit {n} Kisten da, und {o} blieb leer, Richtung {p}.", "In {p} ist {o} {t} geschlossen, und {a} weiß von nichts.",
        "Schon {n} Minuten, und {o} in {p} macht nicht auf.", "Danke an {a}: {o} in {p} ist {t} gerettet.",
        "{n} Freiwillige aus {p} haben gestrichen, {a} half mit, {o} glänzt.", "{a} erzählt: {o} kam aus {p} und ist über {n} Jahre alt.",
    ],
    endings: &[
        "Wer noch in {p}?", "Was meint ihr?", "Morgen mehr.", "Das war es.", "Bitte weitersagen.", "Bravo, {p}.", "Bis gleich, {s}.",
        "Seit {n} Jahren.",
    ],
    stock: &[
        "Guten Morgen zusammen, habt einen schönen Tag!", "Herzlichen Glückwunsch!", "Alles Gute zum Geburtstag!", "So ist es.",
        "Gute Nacht allerseits.", "Danke für die vielen lieben Worte!", "Gott segne euch alle.", "Schönes Wochenende euch allen!",
    ],
};

const SPANISH: Manner = Manner {
    code: "es",
    openers: &[
        "Hoy en {p}:", "La verdad:", "Noticias de {s}:", "Otra vez:", "Visto en {p}:", "Pregunta para {p}:", "Día {n}:", "Dicen por ahí:",
        "Esta mañana:", "Recordatorio:",
    ],
    sentences: &[
        "{n} familias de {p} esperaron frente a {o} {t}.", "{a} prometió {o} a la gente de {p}, y seguimos esperando.",
        "Vimos a {a} cerca de {o} con {n} cajas, camino de {p}.", "En {p} cerraron {o} {t} y {a} no sabe nada.",
        "Van {n} minutos y nadie aparece por {o} en {p}.", "Gracias a {a} por salvar {o} de {p} {t}.",
        "Los {n} voluntarios de {p} pintaron {o} con {a}.", "{a} cuenta que {o} vino de {p} y tiene más de {n} años.",
    ],
    endings: &[
        "¿Alguien más en {p}?", "¿Qué opinan?", "Mañana sigo.", "Eso es todo.", "Compartan, por favor.", "Ánimo, {p}.", "Nos vemos en {s}.",
        "Ya van {n} años.",
    ],
    stock: &[
        "¡Buenos días a todos, que tengan un lindo día!", "¡Felicidades!", "¡Feliz cumpleaños!", "Así es.", "Buenas noches a todos.",
        "Muchas gracias a todos por el cariño.", "Dios los bendiga a todos.", "Feliz fin de semana.",
    ],
};

const ARABIC: Manner = Manner {
    code: "ar",
    openers: &[
        "اليوم في {p}:", "بصراحة:", "أخبار من {s}:", "مرة أخرى:", "رأيت الآن في {p}:", "سؤال لأهل {p}:", "اليوم رقم {n}:", "يقال:",
        "هذا الصباح:", "للتذكير:",
    ],
    sentences: &[
        "انتظرت {n} عائلة من {p} أمام {o} {t}.", "وعد {a} أهل {p} بخصوص {o} وما زلنا ننتظر.", "رأينا {a} قرب {o} ومعه {n} صندوقا في الطريق إلى {p}.",
        "في {p} أغلق {o} {t} و{a} لا يعلم.", "مرت {n} دقيقة ولا أحد عند {o} في {p}.", "شكرا إلى {a} على إنقاذ {o} في {p} {t}.",
        "قام {n} متطوعا من {p} بطلاء {o} مع {a}.", "يحكي {a} أن {o} جاء من {p} وعمره أكثر من {n} عاما.",
    ],
    endings: &[
        "من أيضا في {p}؟", "ما رأيكم؟", "البقية غدا.", "هذا كل شيء.", "انشروا الخبر.", "أحسنتم يا أهل {p}.", "نلتقي في {s}.", "منذ {n} عاما.",
    ],
    stock: &[
        "صباح الخير جميعا، يوما سعيدا!", "ألف مبروك!", "كل عام وأنتم بخير.", "صحيح تماما.", "تصبحون على خير.", "اللهم صل وسلم على نبينا محمد.",
        "شكرا لكم جميعا على كلماتكم الطيبة.", "سبحان الله وبحمده سبحان الله العظيم.",
    ],
};

/// Tags of the letters' topics, in the order of those; early ones are more popular.
pub(super) const TAGS: [&[&str]; 12] = [
    &["roads", "potholes", "HillRoad", "traffic", "bypass", "RingRoad", "commute", "GravelLane", "drivers", "kerbside"],
    &["water", "CleanWater", "WaterMain", "leaks", "reservoir", "pumps", "drought", "WellWater", "rota", "pressure"],
    &["library", "books", "reading", "BookVan", "ReadingRoom", "librarians", "StoryHour", "nowreading", "shelves", "atlas"],
    &["schoolbus", "buses", "school", "parents", "timetable", "MorningBus", "students", "BusStop", "kids", "fares"],
    &["forest", "trees", "nature", "hiking", "BeechForest", "wildlife", "owls", "trails", "saplings", "walks"],
    &["market", "SaturdayMarket", "food", "traders", "fishhall", "stalls", "shoplocal", "harvest", "prices", "bread"],
    &["streetlights", "night", "safety", "darkness", "lamps", "energy", "quay", "electricity", "stars", "LampPost"],
    &["ferry", "river", "boats", "crossing", "harbour", "WinterFerry", "sailing", "tide", "landing", "fog"],
    &["sports", "football", "playground", "swimming", "MatchDay", "goal", "skating", "SundayLeague", "fitness", "park"],
    &["museum", "history", "heritage", "BrassBand", "oldphotos", "archive", "ClockTower", "music", "mill", "concert"],
    &["gardening", "bees", "allotment", "compost", "SchoolGarden", "seeds", "spring", "tomatoes", "orchard", "honey"],
    &["trains", "railway", "BranchLine", "delays", "station", "EveningTrain", "tickets", "platform", "signal", "commuters"],
];

/// Tags of no topic.
pub(super) const ANY_TAGS: &[&str] = &[
    "news", "breaking", "MondayMotivation", "photo", "community", "weekend", "ThrowbackThursday", "love", "local", "life", "video", "weather",
];

/// Signs at the end of a post; early ones are more popular.
pub(super) const SIGNS: &[&str] = &[
    "😂", "❤️", "🙏", "🔥", "👍", "😭", "👏", "😍", "🤔", "🎉", "💯", "🌞", "🙌", "👀", "😅", "🚨", "🌳", "🚌", "📚", "⚽",
];

/// What sites are called, around a place.
pub(super) const PAPERS: &[&str] = &[
    "times", "herald", "post", "courier", "echo", "gazette", "observer", "tribune", "voice", "mirror", "journal", "today", "star", "mail",
];

/// First parts of tags that somebody coins.
pub(super) const COINED_HEADS: &[&str] = &[
    "Save", "Free", "Stop", "Our", "Stand4", "Enough", "Justice4", "Vote", "Trust", "Defend", "Expose", "RiseUp", "Time4", "No2", "Keep", "Wake",
];

/// Last parts of tags that somebody coins.
pub(super) const COINED_TAILS: &[&str] = &[
    "Now", "Together", "2025", "Matters", "Today", "Forever", "Truth", "First", "Again", "Future", "Plan", "Voices",
];
