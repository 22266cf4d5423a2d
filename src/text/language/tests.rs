use super::*;

/// Beginnings of short letters, as people write them to an office.
const LETTERS: [(&str, &str); 38] = [
    (
        "eng",
        "Dear Minister, we write to you because the wells in our district have been dry since the harvest.",
    ),
    (
        "eng",
        "Please do not close our school. My children have nowhere else to go.",
    ),
    ("eng", "I oppose the new road."),
    (
        "fra",
        "Monsieur le Ministre, nous vous écrivons parce que les puits de notre village sont à sec depuis la récolte.",
    ),
    (
        "fra",
        "Je m'oppose à ce projet de route. Il va détruire nos maisons.",
    ),
    ("fra", "Ne fermez pas notre école, s'il vous plaît."),
    (
        "deu",
        "Sehr geehrter Herr Minister, wir schreiben Ihnen, weil die Brunnen in unserem Dorf seit der Ernte trocken sind.",
    ),
    ("deu", "Bitte schließen Sie unsere Schule nicht."),
    ("deu", "Ich bin gegen die neue Straße und bitte um Antwort."),
    (
        "spa",
        "Señor Ministro: le escribimos porque los pozos de nuestro pueblo están secos desde la cosecha.",
    ),
    (
        "spa",
        "Por favor, no cierren nuestra escuela. Mis hijos no tienen otra.",
    ),
    (
        "spa",
        "Me opongo a la nueva carretera porque destruye el bosque.",
    ),
    (
        "por",
        "Senhor Ministro, escrevemos porque os poços da nossa aldeia estão secos desde a colheita.",
    ),
    (
        "por",
        "Por favor, não fechem a nossa escola. Os meus filhos não têm outra.",
    ),
    (
        "por",
        "Sou contra a nova estrada porque vai destruir a floresta.",
    ),
    (
        "swa",
        "Mheshimiwa Waziri, tunakuandikia kwa sababu visima vya wilaya yetu vimekauka tangu mavuno.",
    ),
    (
        "swa",
        "Tafadhali msifunge shule yetu. Watoto wangu hawana pa kwenda.",
    ),
    (
        "swa",
        "Ninapinga barabara mpya kwa kuwa itaharibu msitu wa watu wetu.",
    ),
    (
        "msa",
        "Yang Berhormat Menteri, kami menulis kepada tuan kerana telaga di daerah kami telah kering sejak musim menuai.",
    ),
    (
        "msa",
        "Sila jangan tutup sekolah kami. Anak-anak saya tiada tempat lain untuk pergi.",
    ),
    (
        "msa",
        "Saya membantah jalan baharu itu kerana ia akan memusnahkan hutan di kawasan kami.",
    ),
    (
        "ind",
        "Bapak Menteri yang terhormat, kami menulis karena sumur di daerah kami sudah kering sejak panen.",
    ),
    (
        "ind",
        "Mohon jangan tutup sekolah kami. Anak-anak saya tidak bisa pergi ke tempat lain.",
    ),
    (
        "ind",
        "Saya menolak jalan baru itu karena akan merusak hutan di wilayah kami.",
    ),
    (
        "ara",
        "معالي الوزير، نكتب إليكم لأن الآبار في منطقتنا جفت منذ موسم الحصاد.",
    ),
    ("ara", "من فضلكم لا تغلقوا مدرستنا. ليس لأطفالي مكان آخر."),
    (
        "rus",
        "Уважаемый господин министр, мы пишем вам, потому что колодцы в нашем районе пересохли.",
    ),
    (
        "rus",
        "Пожалуйста, не закрывайте нашу школу. Моим детям больше некуда идти.",
    ),
    (
        "cmn",
        "尊敬的部长，我们写信给您，因为我们地区的水井自收获以来一直干涸。",
    ),
    ("cmn", "请不要关闭我们的学校。"),
    (
        "hin",
        "माननीय मंत्री जी, हम आपको इसलिए लिख रहे हैं क्योंकि हमारे जिले के कुएँ सूख गए हैं।",
    ),
    (
        "hin",
        "कृपया हमारा स्कूल बंद न करें। मेरे बच्चों के पास और कोई जगह नहीं है।",
    ),
    (
        "ita",
        "Signor Ministro, le scriviamo perché i pozzi del nostro paese sono asciutti dalla raccolta.",
    ),
    (
        "nld",
        "Geachte heer minister, wij schrijven u omdat de putten in ons dorp sinds de oogst droog staan.",
    ),
    (
        "tur",
        "Sayın Bakan, köyümüzdeki kuyular hasattan beri kuru olduğu için size yazıyoruz.",
    ),
    (
        "ukr",
        "Шановний пане міністре, ми пишемо вам, тому що криниці в нашому районі пересохли.",
    ),
    (
        "jpn",
        "大臣様、私たちの地区の井戸が収穫以来ずっと枯れているのでお手紙を書いています。",
    ),
    (
        "kor",
        "존경하는 장관님, 우리 지역의 우물이 수확 이후로 말라서 편지를 씁니다.",
    ),
];

#[test]
fn words_are_sorted_and_each_stands_once() {
    assert!(
        WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0),
        "{:?}",
        WORDS.windows(2).find(|pair| pair[0].0 >= pair[1].0)
    );
}

#[test]
fn letters_are_told_by_their_first_sentences() {
    let wrong: Vec<_> = LETTERS
        .iter()
        .filter(|(code, text)| detect(text) != Some(*code))
        .map(|(code, text)| (code, detect(text), text))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_no_prose_has_no_language() {
    for text in ["", "ok", "12345 67", "https://example.org/"] {
        assert_eq!(detect(text), None, "{text}");
    }
}
