//! Tracing speed on generated mail headers of fixed content.

use divan::{Bencher, black_box, counter::ItemsCount};
use refrain::{
    message::{Header, Mailbox, Message, PartShape, Stamp},
    trace,
};

fn main() {
    divan::main();
}

fn headers(number: usize, host: &str, ip: usize) -> Vec<Header> {
    let fields = [
        ("Return-Path", "<someone@mail.example>".to_owned()),
        (
            "Received",
            "from localhost (localhost [127.0.0.1]) by mx.example (Postfix) with ESMTP id 1"
                .to_owned(),
        ),
        (
            "Received",
            format!(
                "from {host} ({host} [203.0.113.{ip}]) by mx.example (Postfix) with ESMTPS id {number}"
            ),
        ),
        (
            "Received",
            format!(
                "from [198.51.100.{ip}] ([198.51.100.{ip}]) by {host} with ESMTPSA id {number}"
            ),
        ),
        (
            "Authentication-Results",
            "mx.example; dkim=pass header.d=mail.example; spf=pass; dmarc=pass".to_owned(),
        ),
        ("From", "Someone <someone@mail.example>".to_owned()),
        ("To", "office@mx.example".to_owned()),
        ("Subject", "A question".to_owned()),
        ("Date", "Mon, 02 Sep 2002 01:02:12 +0000".to_owned()),
        ("Message-ID", format!("<{number}@{host}>")),
        ("X-Mailer", "Microsoft Outlook 16.0".to_owned()),
        ("MIME-Version", "1.0".to_owned()),
        (
            "Content-Type",
            "multipart/alternative; boundary=x".to_owned(),
        ),
    ];
    fields
        .into_iter()
        .map(|(name, value)| Header {
            name: name.to_owned(),
            value,
        })
        .collect()
}

fn mail(number: usize) -> Message {
    let (host, ip) = (
        format!("vps{}.host{}.example", number % 97, number % 13),
        number % 250,
    );
    let root = PartShape {
        media_type: "multipart/alternative".to_owned(),
        encoding: String::new(),
        boundary: format!("----=_Part_{number}_{ip}.1031616161616"),
    };
    let stamp = Stamp {
        unix: 1_030_000_000,
        offset: Some(0),
    };
    Message {
        id: format!("{number}.mWd18iiuPBA869Ql@{host}"),
        from: vec![Mailbox {
            name: "Someone".to_owned(),
            address: "someone@mail.example".to_owned(),
        }],
        sent: Some(stamp),
        received: Some(stamp),
        headers: headers(number, &host, ip),
        parts: vec![root],
        ..Message::default()
    }
}

#[divan::bench(args = [1_000, 100_000], max_time = 5)]
fn of(bencher: Bencher, mails: usize) {
    let messages: Vec<Message> = (0..mails).map(mail).collect();
    bencher.counter(ItemsCount::new(mails)).bench(|| {
        for message in &messages {
            black_box(trace::of(message));
        }
    });
}
