//! Bodies: plain, HTML only, alternative, with attachment or pictures; charsets and transfer encodings.
//!
//! In: a [`Mail`] with its text (paragraphs between blank lines). Out: the Content- headers and
//! the body's bytes. Source: RFC 2045 (quoted-printable, base64), RFC 2387 (related parts), RFC 2392 (cid), RFC 3676
//! (format=flowed).

use super::{
    dice::{BASE36, Dice},
    foreign::Language,
    machine::{Client, Encoding, boundary, encoding},
    pictures::Enclosed,
    wire::Mail,
};

/// Which parts a mail has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
    Alternative,
    Html,
}

/// A body with the headers that describe it.
pub(super) struct Body {
    pub(super) headers: String,
    pub(super) bytes: Vec<u8>,
}

/// The body of `mail` with the pictures that it carries.
pub(super) fn body(mail: &Mail, pictures: &[Enclosed], dice: &mut Dice) -> Body {
    let mut content = match mail.format {
        Format::Plain => plain(mail),
        Format::Html => html(mail, pictures),
        Format::Alternative => {
            let both = [plain(mail), html(mail, pictures)];
            joined("alternative", &both, mail.client, dice)
        }
    };
    let (inline, attached): (Vec<_>, Vec<_>) = pictures
        .iter()
        .partition(|picture| picture.content_id.is_some());
    if !inline.is_empty() {
        let mut parts = vec![content];
        parts.extend(inline.into_iter().map(image));
        content = joined("related", &parts, mail.client, dice);
    }
    let mut parts = vec![content];
    if mail.attachment {
        parts.push(attachment(dice));
    }
    parts.extend(attached.into_iter().map(image));
    match parts.pop() {
        Some(alone) if parts.is_empty() => alone,
        last => {
            parts.extend(last);
            joined("mixed", &parts, mail.client, dice)
        }
    }
}

/// A picture as a part.
fn image(picture: &Enclosed) -> Body {
    let Enclosed {
        name, media_type, ..
    } = picture;
    let mut headers =
        format!("Content-Type: {media_type}; name=\"{name}\"\nContent-Transfer-Encoding: base64\n");
    let place = if let Some(id) = &picture.content_id {
        headers.push_str("Content-ID: <");
        headers.push_str(id);
        headers.push_str(">\n");
        "inline"
    } else {
        "attachment"
    };
    headers.push_str("Content-Disposition: ");
    headers.push_str(place);
    headers.push_str("; filename=\"");
    headers.push_str(name);
    headers.push_str("\"\n");
    Body {
        headers,
        bytes: base64(&picture.bytes),
    }
}

fn joined(kind: &str, parts: &[Body], client: Client, dice: &mut Dice) -> Body {
    let mark = boundary(client, dice);
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.bytes.len() + 200).sum());
    if client == Client::Thunderbird || client == Client::PhpMailer {
        bytes.extend_from_slice(b"This is a multi-part message in MIME format.\n");
    }
    for part in parts {
        bytes.extend_from_slice(format!("--{mark}\n{}\n", part.headers).as_bytes());
        bytes.extend_from_slice(&part.bytes);
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        if client != Client::Iphone {
            bytes.push(b'\n');
        }
    }
    bytes.extend_from_slice(format!("--{mark}--\n").as_bytes());
    let fold = if mark.len() > 34 { "\n\t" } else { " " };
    Body {
        headers: format!("Content-Type: multipart/{kind};{fold}boundary=\"{mark}\"\n"),
        bytes,
    }
}

/// The label and the bytes of `text` in the charset that the client would choose.
fn in_charset(text: &str, client: Client, language: Language) -> (&'static str, Vec<u8>) {
    if text.is_ascii() {
        let label = match client {
            Client::AppleMail | Client::Iphone | Client::OutlookDesktop => "us-ascii",
            Client::OutlookWeb => "iso-8859-1",
            _ => "UTF-8",
        };
        return (label, text.as_bytes().to_vec());
    }
    let old = match (client, language) {
        (Client::OutlookDesktop | Client::Roundcube, Language::Arabic) => {
            Some(("windows-1256", encoding_rs::WINDOWS_1256))
        }
        (_, Language::Arabic) => None,
        (Client::OutlookWeb, _) => Some(("iso-8859-1", encoding_rs::WINDOWS_1252)),
        (Client::OutlookDesktop, _) => Some(("Windows-1252", encoding_rs::WINDOWS_1252)),
        (Client::Thunderbird, Language::German | Language::French) => {
            Some(("ISO-8859-15", encoding_rs::ISO_8859_15))
        }
        _ => None,
    };
    if let Some((label, charset)) = old {
        let (bytes, _, unmappable) = charset.encode(text);
        if !unmappable {
            return (label, bytes.into_owned());
        }
    }
    ("utf-8", text.as_bytes().to_vec())
}

/// A text part: charset, transfer encoding, headers.
fn part(text: &str, subtype: &str, flowed: bool, mail: &Mail) -> Body {
    let (label, bytes) = in_charset(text, mail.client, mail.language);
    let long = bytes
        .split(|&byte| byte == b'\n')
        .any(|line| line.len() > 900);
    let (name, bytes) = match encoding(mail.client) {
        _ if bytes.is_ascii() && !long && mail.client != Client::OutlookWeb => ("7bit", bytes),
        Encoding::EightBit if !long => ("8bit", bytes),
        Encoding::Base64 if !bytes.is_ascii() => ("base64", base64(&bytes)),
        _ => ("quoted-printable", quoted_printable(&bytes)),
    };
    let flow = if flowed { "; format=flowed" } else { "" };
    let mut headers = format!("Content-Type: text/{subtype}; charset=\"{label}\"{flow}\n");
    if name != "7bit" || mail.client != Client::Gmail {
        headers.push_str("Content-Transfer-Encoding: ");
        headers.push_str(name);
        headers.push('\n');
    }
    Body { headers, bytes }
}

fn plain(mail: &Mail) -> Body {
    let (width, flowed) = match mail.client {
        Client::Gmail => (76, false),
        Client::Thunderbird => (72, true),
        Client::Roundcube => (72, false),
        _ => (0, false),
    };
    let mut text = String::with_capacity(mail.text.len() + 64);
    for line in mail.text.lines() {
        wrap(line, width, flowed, &mut text);
    }
    part(&text, "plain", flowed, mail)
}

/// Breaks one line at `width` letters (0: never); a soft break keeps its space when flowed.
fn wrap(line: &str, width: usize, flowed: bool, out: &mut String) {
    if width == 0 || line.len() <= width || line.starts_with('>') {
        out.push_str(line);
        out.push('\n');
        return;
    }
    let mut column = 0;
    for word in line.split(' ') {
        if column > 0 && column + word.len() >= width {
            out.push_str(if flowed { " \n" } else { "\n" });
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out.push('\n');
}

/// How a client begins, joins and ends its HTML.
fn frame(client: Client) -> [&'static str; 4] {
    match client {
        Client::Gmail => [
            "<div dir=\"ltr\">",
            "<div>",
            "</div><div><br></div>\n",
            "</div>\n",
        ],
        Client::OutlookWeb => [
            "<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\">\n<style type=\"text/css\" style=\"display:none;\"> P {margin-top:0;margin-bottom:0;} </style>\n</head>\n<body dir=\"ltr\">\n",
            "<div class=\"elementToProof\" style=\"font-family: Aptos, Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);\">\n",
            "</div>\n",
            "</body>\n</html>\n",
        ],
        Client::OutlookDesktop => [
            "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:w=\"urn:schemas-microsoft-com:office:word\"><head><meta name=Generator content=\"Microsoft Word 15 (filtered medium)\"><style><!--\n@font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}\np.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; font-size:11.0pt; font-family:\"Calibri\",sans-serif;}\n.MsoChpDefault {mso-style-type:export-only;}\n@page WordSection1 {size:612.0pt 792.0pt; margin:72.0pt 72.0pt 72.0pt 72.0pt;}\n--></style></head><body lang=EN-GB link=\"#0563C1\" vlink=\"#954F72\"><div class=WordSection1>\n",
            "<p class=MsoNormal>",
            "</p><p class=MsoNormal><o:p>&nbsp;</o:p></p>\n",
            "</div></body></html>\n",
        ],
        Client::AppleMail | Client::Iphone => [
            "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=utf-8\"></head><body dir=\"auto\" style=\"overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;\">\n",
            "<div>",
            "</div><div><br></div>\n",
            "</body></html>\n",
        ],
        Client::Yahoo => [
            "<html><head></head><body><div class=\"ydp-yahoo-style-wrap\" style=\"font-family:Helvetica Neue, Helvetica, Arial, sans-serif;font-size:13px;\">\n",
            "<div dir=\"ltr\" data-setdir=\"false\">",
            "</div><div dir=\"ltr\"><br></div>\n",
            "</div></body></html>\n",
        ],
        _ => ["<html><body>\n", "<p>", "</p>\n", "</body></html>\n"],
    }
}

fn html(mail: &Mail, pictures: &[Enclosed]) -> Body {
    let [begin, open, close, end] = frame(mail.client);
    let mut out = String::with_capacity(mail.text.len() * 3 / 2 + 600);
    out.push_str(begin);
    for block in mail
        .text
        .split("\n\n")
        .filter(|block| !block.trim().is_empty())
    {
        if block.starts_with('>') {
            out.push_str("<blockquote type=\"cite\">");
            escape(block, true, &mut out);
            out.push_str("</blockquote>\n");
        } else {
            out.push_str(open);
            escape(block, false, &mut out);
            out.push_str(close);
        }
    }
    for id in pictures
        .iter()
        .filter_map(|picture| picture.content_id.as_ref())
    {
        out.push_str("<img src=\"cid:");
        out.push_str(id);
        out.push_str("\">\n");
    }
    out.push_str(end);
    part(&out, "html", false, mail)
}

/// Text as HTML; line ends become breaks, and one level of quote marks goes when `quoted`.
fn escape(text: &str, quoted: bool, out: &mut String) {
    for (k, line) in text.lines().enumerate() {
        if k > 0 {
            out.push_str("<br>\n");
        }
        let line = if quoted {
            line.strip_prefix('>').map_or(line, str::trim_start)
        } else {
            line
        };
        let mut rest = line;
        while let Some(at) = memchr::memchr3(b'&', b'<', b'>', rest.as_bytes()) {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            out.push_str(match after.as_bytes().first() {
                Some(b'&') => "&amp;",
                Some(b'<') => "&lt;",
                _ => "&gt;",
            });
            rest = after.get(1..).unwrap_or_default();
        }
        out.push_str(rest);
    }
}

/// Base64 in lines of 76.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 4 / 3 + bytes.len() / 50 + 8);
    let mut line = [0; 76];
    for chunk in bytes.chunks(57) {
        let n = data_encoding::BASE64.encode_len(chunk.len());
        if let Some(slot) = line.get_mut(..n) {
            data_encoding::BASE64.encode_mut(chunk, slot);
            out.extend_from_slice(slot);
        }
        out.push(b'\n');
    }
    out
}

/// Quoted-printable in lines of at most 76.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(bytes.len() * 5 / 4);
    let mut column = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte == b'\n' {
            out.push(b'\n');
            column = 0;
            continue;
        }
        let ends_line = matches!(bytes.get(at + 1), Some(b'\n') | None);
        let plain = (matches!(byte, 33..=126) && byte != b'=') || (byte == b' ' && !ends_line);
        if column + if plain { 1 } else { 3 } > 75 {
            out.extend_from_slice(b"=\n");
            column = 0;
        }
        if plain {
            out.push(byte);
            column += 1;
        } else {
            out.extend_from_slice(&[
                b'=',
                HEX[usize::from(byte >> 4)],
                HEX[usize::from(byte & 15)],
            ]);
            column += 3;
        }
    }
    out
}

/// A small table or note as an attachment.
fn attachment(dice: &mut Dice) -> Body {
    let (media, name) = dice.pick(&[
        ("text/csv", "counts.csv"),
        ("application/octet-stream", "plan.dat"),
        ("text/calendar", "meeting.ics"),
        ("application/pdf", "letter.pdf"),
    ]);
    let length = dice.between(300, 4000);
    let mut text = String::from("no;street;count\n");
    for _ in 0..length / 8 {
        dice.letters(&BASE36[..10], 7, &mut text);
        text.push('\n');
    }
    Body {
        headers: format!(
            "Content-Type: {media}; name=\"{name}\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"{name}\"\n"
        ),
        bytes: base64(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quoted_printable_reads_back_and_keeps_its_width(text in "[ -~éüش=\n]{0,400}") {
            let coded = quoted_printable(text.as_bytes());
            prop_assert!(coded.split(|&b| b == b'\n').all(|line| line.len() <= 76));
            let mut mail = b"Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=utf-8\n\n".to_vec();
            mail.extend_from_slice(&coded);
            let parsed = mailparse::parse_mail(&mail).unwrap();
            prop_assert_eq!(parsed.get_body().unwrap().replace("\r\n", "\n"), text);
        }
    }

    #[test]
    fn wrapped_lines_keep_their_words() {
        let mut out = String::new();
        wrap("one two three four five six", 12, true, &mut out);
        assert_eq!(out, "one two \nthree four \nfive six\n");
    }
}
