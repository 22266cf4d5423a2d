use std::time::{Duration, Instant};

use super::*;

fn check(body: &str, own: &str, quoted: &str) {
    let parts = part(body);
    let (mut mine, mut theirs) = (String::new(), String::new());
    parts.write(true, &mut mine);
    parts.write(false, &mut theirs);
    assert_eq!((mine.as_str(), theirs.as_str()), (own, quoted), "{body}");
}

/// Own text above, and all from `added` on taken off.
fn check_off(added: &str) {
    let body = format!("Dear Jane,\n\nI agree.\n\n{added}");
    let parts = part(&body);
    let mut own = String::new();
    parts.write(true, &mut own);
    assert_eq!(own, "Dear Jane,\n\nI agree.", "{added}");
}

/// All of it stays.
fn check_kept(body: &str) {
    check(body, body, "");
}

#[test]
fn an_interleaved_reply_keeps_its_own_lines() {
    check(
        "Hi,\n\nOn Mon, 3 May 2021, Jane wrote:\n> one\n> two\n\nI agree.\n> three\nNot this.\n",
        "Hi,\n\nI agree.\n\nNot this.",
        "On Mon, 3 May 2021, Jane wrote:\n> one\n> two\n\n> three",
    );
    check(
        "| one\n| two\nmine\n| a | b |\n",
        "mine\n| a | b |",
        "| one\n| two",
    );
    check("JD> one\nJD> two\nmine", "mine", "JD> one\nJD> two");
    check("> all\n> theirs", "", "> all\n> theirs");
}

#[test]
fn reply_headers_end_the_letter_in_many_languages() {
    for header in [
        "On Mon, 3 May 2021 at 10:00, Jane Doe <jane@example.org> wrote:",
        "On Mon, 3 May 2021 at 10:00, Jane Doe\n<jane@example.org> wrote:",
        "On Mon, 3 May 2021 at 10:00, Jane Doe <\njane@example.org>\nwrote:",
        "--On Wednesday, February 06, 2002 07:37 Jane Doe\n<jane@example.org> wrote:",
        "Jane Doe <jane@example.org> wrote:",
        "Le lun. 3 mai 2021 à 10:00, Jane Doe <jane@example.org> a écrit :",
        "Le lun. 3 mai 2021 à 10:00, Jane Doe <jane@example.org> a\nécrit :",
        "Am Mo., 3. Mai 2021 um 10:00 Uhr schrieb Jane Doe <jane@example.org>:",
        "Am 03.05.2021 um 10:00 schrieb Jane Doe:",
        "El lun, 3 may 2021 a las 10:00, Jane Doe (<jane@example.org>) escribió:",
        "Em seg., 3 de mai. de 2021 às 10:00, Jane Doe <jane@example.org> escreveu:",
        "Il giorno lun 3 mag 2021 alle ore 10:00 Jane Doe <jane@example.org> ha scritto:",
        "Op ma 3 mei 2021 om 10:00 schreef Jane Doe <jane@example.org>:",
        "Mnamo Jtt, 3 Mei 2021 saa 10:00 Jane Doe <jane@example.org> aliandika:",
        "Pada Isn, 3 Mei 2021 pada 10:00 Jane Doe <jane@example.org> menulis:",
        "Pada tanggal Sen, 3 Mei 2021 pukul 10.00 Jane Doe <jane@example.org> menulis:",
        "في الاثنين، 3 مايو 2021 في 10:00 ص تمت كتابة ما يلي بواسطة Jane Doe <jane@example.org>:",
        "пн, 3 мая 2021 г. в 10:00, Jane Doe <jane@example.org>:",
        "3 мая 2021 г., в 10:00, Jane Doe <jane@example.org> написал(а):",
        "Jane Doe <jane@example.org> 于2021年5月3日周一 上午10:00写道：",
        "在 2021年5月3日，上午10:00，Jane Doe <jane@example.org> 写道：",
        "2021年5月3日(月) 10:00 Jane Doe <jane@example.org>:",
        "सोम, 3 मई 2021 को 10:00 बजे Jane Doe <jane@example.org> ने लिखा:",
        "Jane Doe <jane@example.org>, 3 May 2021 Pzt, 10:00 tarihinde şunu yazdı:",
        "-----Original Message-----",
        "-------- Message original --------",
        "-----Ursprüngliche Nachricht-----",
        "-----Mensaje original-----",
        "---------- Forwarded message ---------",
        "---------- Mensagem encaminhada ----------",
        "-------- Исходное сообщение --------",
        "---------- رسالة معاد توجيهها ----------",
        "------------------ 原始邮件 ------------------",
        "---------- Pesan terusan ----------",
        "---------- Mesej yang dimajukan ----------",
        "---------- Ujumbe uliosambazwa ----------",
        "Begin forwarded message:",
        "________________________________\nFrom: Jane <jane@example.org>\nSent: Monday\nTo: Joe\nSubject: Water",
        "De : Jane Doe\nEnvoyé : lundi 3 mai 2021\nÀ : Joe\nObjet : Eau",
        "Von: Jane\nGesendet: Montag\nAn: Joe\nBetreff: Wasser",
        "De: Jane\nEnviado el: lunes\nPara: Joe\nAsunto: Agua",
        "De: Jane\nEnviada em: segunda\nPara: Joe\nAssunto: Água",
        "Daripada: Jane\nDihantar: Isnin\nKepada: Joe\nPerkara: Air",
        "Dari: Jane\nDikirim: Senin\nKepada: Joe\nSubjek: Air",
        "Kutoka: Jane\nImetumwa: Jumatatu\nKwa: Joe\nMada: Maji",
        "От: Jane\nОтправлено: понедельник\nКому: Joe\nТема: Вода",
        "发件人: Jane\n发送时间: 2021年5月3日\n收件人: Joe\n主题: 水",
        "من: Jane\nتم الإرسال: الاثنين\nإلى: Joe\nالموضوع: ماء",
        "*From:* Jane\n*Sent:* Monday\n*To:* Joe; Jill;\n   Jack\n*Subject:* Water",
    ] {
        check_off(&format!("{header}\n\nWater is short.\nPlease help."));
    }
}

#[test]
fn a_letter_may_speak_of_writing_and_of_dates() {
    check_kept("As Ngugi wrote:\nthe river flows.");
    check_kept(
        "In 2021 the minister said that by 10:00 all would be well. He wrote nothing:\nnot a word.",
    );
    check_kept(
        "From: Nurul Odhiambo\nTo: The Minister\nDate: 3 May 2021\nSubject: Water\n\nDear Sir,\nwater is short.",
    );
    check_kept("We ask for:\n- pumps\n- pipes\n-- and soon");
    check_kept("I sent from my office in Garissa a letter.\n\nSent from my village with hope.");
}

#[test]
fn a_greeting_and_an_ending_stay() {
    check_kept(
        "Dear Minister,\n\nWater is short.\n\nYours faithfully,\nNurul Odhiambo\nGarissa\nP.O. Box 12, 70100",
    );
    check(
        "Water.\n\nYours,\nNurul\nGarissa\nTel: +254 722 123456\nEmail: nurul@example.org",
        "Water.\n\nYours,\nNurul\nGarissa",
        "Tel: +254 722 123456\nEmail: nurul@example.org",
    );
    check_kept("Call the minister!\n\nTel: 020 123456");
    check_kept("Sign here:\nhttps://example.org/a\nhttps://example.org/b");
}

#[test]
fn signatures_disclaimers_and_footers_are_taken_off() {
    for added in [
        "-- \nJane Doe\nExample Ltd",
        "--\nJane Doe",
        "Sent from my iPhone",
        "Envoyé de mon iPhone",
        "Von meinem iPhone gesendet",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Отправлено с iPhone",
        "发自我的iPhone",
        "أُرسلت من الـ iPhone",
        "Imetumwa kutoka iPhone yangu",
        "Dihantar daripada iPhone saya",
        "Get Outlook for Android",
        "This email and any files are confidential and intended solely for the addressee. If you are not the\nintended recipient, delete it.",
        "DISCLAIMER\n\nThis message is confidential. If you have received this message in error, notify us.",
        "Ce message est confidentiel. Si vous avez reçu ce message par erreur, veuillez le détruire.",
        "Diese E-Mail ist vertraulich. Wenn Sie nicht der richtige Adressat sind, vernichten Sie sie.",
        "Este mensaje es confidencial. Si ha recibido este mensaje por error, elimínelo.",
        "Esta mensagem é confidencial. Se recebeu esta mensagem por engano, apague-a.",
        "Barua pepe hii ni ya siri. Kama umepokea barua pepe hii kimakosa, tafadhali ifute.",
        "Pesan ini rahasia. Jika Anda bukan penerima yang dituju, hapus.",
        "Данное сообщение конфиденциально и предназначено исключительно адресату. Удалите его.",
        "_______________________________________________\nWater mailing list\nWater@example.org\nhttps://example.org/mailman/listinfo/water",
        "To unsubscribe from this group, send an email to:\nwater-unsubscribe@example.org\n\nYour use of Yahoo! Groups is subject to http://example.org/",
        "-- \nYou received this message because you are subscribed to the Google Groups \"Water\" group.",
        "-----BEGIN PGP SIGNATURE-----\niQEz\n\n=abcd\n-----END PGP SIGNATURE-----",
        "Pour vous désabonner, cliquez ici.",
    ] {
        check_off(added);
    }
}

#[test]
fn a_footer_phrase_in_a_letter_is_no_footer() {
    check_kept(
        "We have tried for years\nto be removed from that list of villages.\nPlease tell us\nwhy the office\nwill not do it.",
    );
    check_kept("This is confidential: the pumps were stolen.");
}

#[test]
fn an_empty_body_has_no_text_and_own_places_are_known() {
    check("", "", "");
    let parts = part("mine\n> theirs\nmine");
    assert_eq!(
        [0, 4, 5, 13, 14, 99].map(|at| parts.owns(at)),
        [true, true, false, false, true, true]
    );
}

#[test]
fn hostile_bodies_cost_no_more_than_their_bytes() {
    let start = Instant::now();
    for piece in [
        ":\n",
        "wrote:\n",
        "On 2021 @:\n",
        "From:\n",
        "-- \n",
        "____________________\n",
        "Tel: 1234567\n",
        "|\n",
        "\n",
        "To unsubscribe\n\n",
        "2021",
    ] {
        let body = piece.repeat(300_000 / piece.len());
        assert_eq!(part(&body).lines.len(), body.matches('\n').count() + 1);
    }
    assert!(
        start.elapsed() < Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
}
