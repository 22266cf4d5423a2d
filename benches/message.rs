//! Throughput of the `message` room on generated mail of fixed content.

use std::fmt::Write as _;

use divan::{Bencher, counter::BytesCount};
use refrain::message::{Limits, parse_bytes};

fn main() {
    divan::main();
}

/// Headers as a mailing list of today sends them, about 1.5 KiB.
fn headers(content: &str) -> String {
    let mut out = String::new();
    for hop in 0..4 {
        let _ = write!(
            out,
            "Received: from mx{hop}.example.org (mx{hop}.example.org [192.0.2.{hop}])\r\n\tby in.example.net (Postfix) with ESMTPS id 4F{hop}\r\n\tfor <list@example.net>; Wed, 21 Aug 2002 20:31:57 +0000 (UTC)\r\n"
        );
    }
    out.push_str("From: =?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <joerg@example.org>\r\nTo: \"A list\" <list@example.net>, b@example.com\r\n");
    out.push_str("Subject: =?utf-8?B?w4RuZGVydW5nIGRlcyBHZXNldHplcw==?=\r\nDate: Wed, 21 Aug 2002 20:31:57 +0200\r\n");
    out.push_str("Message-ID: <20020821203157.4F0@example.org>\r\nMIME-Version: 1.0\r\n");
    out.push_str(content);
    out
}

fn prose(bytes: usize) -> String {
    "I write to you today because the proposal before your committee would harm our town.\r\n"
        .repeat(bytes / 87 + 1)
}

fn run(bencher: Bencher<'_, '_>, mail: &str) {
    let limits = Limits::default();
    bencher
        .counter(BytesCount::of_str(mail))
        .bench(|| parse_bytes(divan::black_box(mail.as_bytes()), &limits));
}

#[divan::bench(args = [2 << 10, 8 << 10, 64 << 10])]
fn plain(bencher: Bencher<'_, '_>, bytes: usize) {
    run(
        bencher,
        &format!(
            "{}\r\n{}",
            headers("Content-Type: text/plain; charset=utf-8\r\n"),
            prose(bytes)
        ),
    );
}

#[divan::bench(args = [8 << 10, 64 << 10])]
fn quoted_printable(bencher: Bencher<'_, '_>, bytes: usize) {
    let content =
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n";
    run(
        bencher,
        &format!(
            "{}\r\n{}",
            headers(content),
            prose(bytes).replace("our town", "M=C3=BCnchen =\r\n")
        ),
    );
}

#[divan::bench(args = [64 << 10, 1 << 20])]
fn attachment(bencher: Bencher<'_, '_>, bytes: usize) {
    let content = "Content-Type: multipart/mixed; boundary=\"=_b\"\r\n";
    let line = format!("{}\r\n", "QUJD".repeat(19));
    let file = line.repeat(bytes / line.len());
    let mail = format!(
        "{}\r\n--=_b\r\n\r\n{}\r\n--=_b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n{file}\r\n--=_b--\r\n",
        headers(content),
        prose(2000),
    );
    run(bencher, &mail);
}
