//! Throughput of the `text` room in bytes a second and microseconds a text, on made-up mail.
//!
//! In: nothing; the corpus is made here from fixed sentences. Out: divan's table.

use divan::{Bencher, counter::BytesCount};
use refrain::{
    fingerprint,
    message::{Body, BodyKind, Message},
    text,
};

fn main() {
    divan::main();
}

const SENTENCES: [&str; 4] = [
    "We write to you because the wells in our district have been dry since the last harvest.",
    "The ministry promised new pumps in 2019, and none of them has come to Garissa so far.",
    "Our children walk seven kilometres to fetch water before school; it's not safe for them.",
    "Please see https://example.org/water?utm_source=mail&id=7 for the figures we collected.",
];

/// A letter of so many paragraphs with a quotation and a signature under it.
fn letter(paragraphs: usize) -> String {
    let mut text = "Dear Minister,\n\n".to_owned();
    for number in 0..paragraphs {
        for line in SENTENCES.iter().cycle().skip(number).take(4) {
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
    }
    text.push_str("Yours,\nNurul Odhiambo\nGarissa\n\nOn Mon, 3 May 2021 at 10:00, Jane Doe <jane@example.org> wrote:\n");
    text.push_str("> Dear all,\n> please write to the minister.\n\n-- \nNurul\nTel: 555 0100\n");
    text
}

/// The same letter as mail programs and newsletters dress it.
fn page(paragraphs: usize) -> String {
    let mut html = "<html><head><style>p{margin:0}</style></head><body bgcolor=\"#ffffff\"><table width=\"600\">".to_owned();
    for number in 0..paragraphs {
        html.push_str("<tr><td style=\"font-family:Arial,Helvetica,sans-serif;font-size:14px;color:#333333\" valign=\"top\"><p class=\"text\">");
        for line in SENTENCES.iter().cycle().skip(number).take(4) {
            html.push_str("<span style=\"line-height:1.5\">");
            html.push_str(line);
            html.push_str("</span><br>\n<a href=\"https://example.org/a?b=c&amp;utm_medium=x\">more&nbsp;here</a> ");
        }
        html.push_str("</p></td></tr>\n");
    }
    html.push_str("</table><div class=\"gmail_quote\">On Monday Jane wrote:<blockquote>please write</blockquote></div></body></html>");
    html
}

fn mail(kind: BodyKind, text: String) -> Message {
    Message {
        bodies: vec![Body {
            kind,
            text,
            alternative: None,
        }],
        ..Message::default()
    }
}

#[divan::bench(args = [1, 100, 10_000])]
fn html_to_text(bencher: Bencher, paragraphs: usize) {
    let html = page(paragraphs);
    bencher
        .counter(BytesCount::of_str(&html))
        .bench(|| text::html::visible(&html));
}

#[divan::bench(args = [1, 100, 10_000])]
fn own_of_plain(bencher: Bencher, paragraphs: usize) {
    let message = mail(BodyKind::Plain, letter(paragraphs));
    bencher
        .counter(BytesCount::of_str(&message.bodies[0].text))
        .bench(|| text::own(&message));
}

#[divan::bench(args = [1, 100, 10_000])]
fn own_of_html(bencher: Bencher, paragraphs: usize) {
    let message = mail(BodyKind::Html, page(paragraphs));
    bencher
        .counter(BytesCount::of_str(&message.bodies[0].text))
        .bench(|| text::own(&message));
}

#[divan::bench]
fn canonical_link() -> Option<(String, String, String)> {
    text::links::canonical(divan::black_box(
        "https://www.example.co.uk/a/b?utm_source=mail&id=7&b=2#top",
    ))
}

/// Normalising, splitting and hashing: every text goes through it once.
#[divan::bench(args = ["ascii", "french", "arabic", "chinese", "disguised"])]
fn sketch(bencher: Bencher, language: &str) {
    let line = match language {
        "french" => {
            "Nous vous écrivons parce que l'école du village n'a plus d'eau depuis la fête. "
        }
        "arabic" => "نكتب إليكم لأن المدرسة في قريتنا بلا ماء منذ العيد. ",
        "chinese" => "我们写信给您，因为村里的学校自节日以来一直没有水。",
        "disguised" => {
            "We wr\u{456}te bec\u{430}use the sch\u{43e}ol in our vil\u{200b}lage has no water. "
        }
        _ => "We write because the school in our village has had no water since the feast. ",
    };
    let text = line.repeat(100_000 / line.len());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| fingerprint::sketch(divan::black_box(&text)));
}
