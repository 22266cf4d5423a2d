//! Hostile mail: each message ends within the limits, and says which one it hit.

use refrain::{
    message::{Limits, Message, parse_bytes},
    source::DefectKind,
};

fn parse(bytes: &[u8]) -> Message {
    parse_bytes(bytes, &Limits::default())
}

fn has(message: &Message, kind: DefectKind) -> bool {
    message.defects.iter().any(|defect| defect.kind == kind)
}

#[test]
fn two_million_empty_parts_stop_at_the_limit() {
    let message = parse(
        &[
            b"Content-Type: multipart/mixed; boundary=x\n\n".as_slice(),
            &b"--x\n".repeat(2_000_000),
        ]
        .concat(),
    );
    assert!(has(&message, DefectKind::PartLimit));
    assert!(message.parts.len() <= Limits::default().parts);
    let message = parse(
        &[
            b"Content-Type: multipart/mixed; boundary=x\n\n".as_slice(),
            &b"--x\n\n".repeat(2_000_000),
        ]
        .concat(),
    );
    assert_eq!(message.parts.len(), Limits::default().parts);
}

#[test]
fn a_hundred_thousand_nested_parts_stop_at_the_depth() {
    let level = |i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
    let nested = (0..100_000).map(level).collect::<Vec<String>>().concat();
    let message = parse(nested.as_bytes());
    assert!(has(&message, DefectKind::NestingLimit));
    assert_eq!(message.parts.len(), Limits::default().depth + 1);
}

#[test]
fn nested_parts_of_one_boundary_stop_at_the_number() {
    let nested = "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(100_000);
    let message = parse(nested.as_bytes());
    assert!(has(&message, DefectKind::NestingLimit) || has(&message, DefectKind::PartLimit));
    assert!(message.parts.len() <= Limits::default().parts);
}

#[test]
fn delimiter_like_lines_in_deep_nesting_are_passed_over() {
    let level = |i| {
        format!(
            "Content-Type: multipart/mixed; boundary={}{i}\n\n--{}{i}\n",
            "b".repeat(60),
            "b".repeat(60)
        )
    };
    let open = (0..49).map(level).collect::<Vec<String>>().concat();
    let message = parse(
        format!(
            "{open}\n{}",
            format!("--{}\n", "b".repeat(60)).repeat(100_000)
        )
        .as_bytes(),
    );
    assert_eq!(message.bodies.len(), 1);
    assert_eq!(
        message.bodies.first().map(|body| body.text.len()),
        Some(63 * 100_000)
    );
}

#[test]
fn a_header_of_fifty_megabytes_is_cut_and_the_body_found() {
    for header in [
        vec![b'a'; 50_000_000],
        b"x: y\n".repeat(10_000_000),
        b"junk\n".repeat(10_000_000),
    ] {
        let message = parse(&[b"Subject: ".as_slice(), &header, b"\n\nbody"].concat());
        assert!(
            has(&message, DefectKind::HeaderLimit) || has(&message, DefectKind::MalformedHeader)
        );
        assert!(message.headers.len() <= Limits::default().headers);
        assert!(message.subject.len() <= Limits::default().header_value);
        assert!(message.bodies.first().is_some_and(
            |body| body.text.ends_with("body") || has(&message, DefectKind::BodyLimit)
        ));
    }
}

#[test]
fn four_megabytes_of_encoded_words_are_cut_before_they_are_decoded() {
    for word in ["=?utf-8?B?", "=?utf-8?B?YWI=?= ", "=?utf-8?Q?=", "=?", "?="] {
        let message =
            parse(format!("Subject: {}\n\nbody", word.repeat((4 << 20) / word.len())).as_bytes());
        assert!(has(&message, DefectKind::HeaderLimit), "{word}");
        assert!(
            message.subject.len() <= Limits::default().header_value,
            "{word}"
        );
    }
}

#[test]
fn folded_header_lines_are_cut_too() {
    let message =
        parse(format!("Subject: a\n{}\nbody", " =?utf-8?Q?b?=\n".repeat(60_000)).as_bytes());
    assert!(has(&message, DefectKind::HeaderLimit));
    assert_eq!(
        message.bodies.first().map(|body| body.text.as_str()),
        Some("body")
    );
}

#[test]
fn twenty_megabytes_of_utf_7_are_decoded() {
    for (run, text) in [
        ("+AOk-", "é"),
        ("+", ""),
        ("+AOkA6QDp", "ééé"),
        ("a+-", "a+"),
    ] {
        let times = (20 << 20) / run.len();
        let message = parse(
            format!(
                "Content-Type: text/plain; charset=utf-7\n\n{}",
                run.repeat(times)
            )
            .as_bytes(),
        );
        let body = message
            .bodies
            .first()
            .map(|body| body.text.as_str())
            .unwrap_or_default();
        assert!(body.starts_with(text), "{run}");
        assert!(body.len() <= 2 * (20 << 20), "{run}");
    }
}

#[test]
fn megabytes_of_one_sign_in_an_address_field_are_cut() {
    for sign in [
        "<", "(", ",", "\"", ">", ")", ":", ";", "@", "\\", "a,", "(\"", "<a@b.c>,", "a@b.c ",
        "=?", "a <", "\"a\"@",
    ] {
        let message = parse(
            format!(
                "From: {}\nTo: {}\n\nbody",
                sign.repeat(2_000_000),
                sign.repeat(20_000)
            )
            .as_bytes(),
        );
        assert!(has(&message, DefectKind::HeaderLimit), "{sign}");
        assert!(message.from.len() <= Limits::default().addresses, "{sign}");
        assert!(
            message
                .from
                .iter()
                .map(|mailbox| mailbox.name.len())
                .sum::<usize>()
                <= 5 << 20,
            "{sign}"
        );
        assert_eq!(
            message.bodies.first().map(|body| body.text.as_str()),
            Some("body"),
            "{sign}"
        );
    }
}

#[test]
fn thousands_of_address_fields_hold_no_more_than_the_limit() {
    let message = parse(format!("{}\nbody", "To: a@b.c, d@e.f\n".repeat(3_000)).as_bytes());
    assert!(has(&message, DefectKind::AddressLimit));
    assert_eq!(message.recipients.len(), Limits::default().addresses);
}

#[test]
fn parameters_that_are_compared_with_one_another_are_cut() {
    let part = format!(
        "--x\nContent-Type: text/plain;{}\n\n",
        " a*0*=b;".repeat(2_000)
    );
    let message = parse(
        format!(
            "Content-Type: multipart/mixed; boundary=x\n\n{}",
            part.repeat(1_000)
        )
        .as_bytes(),
    );
    assert_eq!(message.bodies.len(), 1_000);
}

#[test]
fn many_files_that_do_not_end_stay_text() {
    let message =
        parse(format!("Subject: x\n\n{}", "begin 644 a\n#0V%T\n".repeat(300_000)).as_bytes());
    assert!(message.attachments.is_empty());
}

#[test]
fn absurd_dates_are_no_dates() {
    for date in [
        "1 Jan 99999999999999999999 00:00:00",
        "99999999 99999999",
        "Mon, 31 Feb 2020 10:00:00 +9999",
        "+",
        "1:1:1:1:1:1",
    ] {
        let message = parse(format!("Date: {date}\n\n").as_bytes());
        assert_eq!(message.sent, None, "{date}");
        assert!(has(&message, DefectKind::MissingDate), "{date}");
    }
}
