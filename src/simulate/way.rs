//! The header lines that the way adds: Received, authentication, signatures, a provider's own.
//!
//! In: a [`Mail`] with its route. Out: header lines, newest first.
//! Source: RFC 5322, 6376, 8601, 8617 for the forms; signatures are random letters.

use super::{
    calendar::push_date,
    dice::{BASE36, BASE62, BASE64, Dice},
    prose::push_number,
    route::{Carrier, Origin, Route, host_in, push_ip, queue_id},
    wire::{MX, Mail, put},
};

/// Everything that the way added, newest first.
pub(super) fn trace(mail: &Mail, arrival: u64, dice: &mut Dice, out: &mut String) {
    let route = &mail.route;
    put(
        out,
        &[
            "Return-Path: <",
            &route.envelope,
            ">\nDelivered-To: ",
            &mail.to,
            "\nReceived: from ",
            MX,
            " (localhost [127.0.0.1])\n\tby store2.works.orvane.example with LMTP id ",
        ],
    );
    dice.letters(BASE62, 22, out);
    put(out, &["\n\tfor <", &mail.to, ">; "]);
    push_date(out, arrival + dice.below(2), 180);
    put(
        out,
        &["\nReceived: from ", &route.host, " (", &route.host, " ["],
    );
    push_ip(out, route.ip);
    put(
        out,
        &[
            "])\n\tby ",
            MX,
            " (Postfix) with ESMTPS id ",
            &queue_id(dice),
            "\n\tfor <",
            &mail.to,
            ">; ",
        ],
    );
    push_date(out, arrival, 180);
    out.push('\n');
    authentication(route, out);
    if route.carrier == Carrier::Microsoft {
        arc(mail.time, dice, out);
    }
    if let Some(signer) = &route.signer {
        signature("DKIM-Signature", signer, mail.time, dice, out);
    }
    if route.carrier == Carrier::Google {
        google(mail, dice, out);
    }
    hops(mail, dice, out);
}

fn authentication(route: &Route, out: &mut String) {
    put(out, &["Authentication-Results: ", MX, ";\n\tdkim="]);
    match &route.signer {
        Some(signer) => put(out, &["pass header.d=", signer]),
        None => out.push_str("none"),
    }
    put(
        out,
        &[
            ";\n\tspf=",
            route.spf,
            " smtp.mailfrom=",
            &route.envelope,
            ";\n\tdmarc=",
            route.dmarc,
            "\n",
        ],
    );
}

/// `n` base64 letters in folded lines.
fn folded(n: usize, dice: &mut Dice, out: &mut String) {
    let mut left = n;
    while left > 0 {
        let now = left.min(70);
        dice.letters(BASE64, now, out);
        left -= now;
        if left > 0 {
            out.push_str("\n\t ");
        }
    }
}

fn signature(header: &str, domain: &str, time: u64, dice: &mut Dice, out: &mut String) {
    let selector = if domain == "gmail.com" {
        "20230601"
    } else {
        "sel1"
    };
    put(
        out,
        &[
            header,
            ": v=1; a=rsa-sha256; c=relaxed/relaxed;\n\td=",
            domain,
            "; s=",
            selector,
            "; t=",
        ],
    );
    push_number(out, time);
    out.push_str(";\n\th=to:subject:message-id:date:from:mime-version:content-type;\n\tbh=");
    dice.letters(BASE64, 43, out);
    out.push_str("=;\n\tb=");
    // The large providers sign with 2048 bits, most others with 1024.
    let large = matches!(
        domain,
        "gmail.com" | "outlook.com" | "hotmail.com" | "yahoo.com" | "1e100.net"
    );
    folded(if large { 342 } else { 171 }, dice, out);
    out.push_str(if large { "==\n" } else { "=\n" });
}

fn arc(time: u64, dice: &mut Dice, out: &mut String) {
    out.push_str(
        "ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none;\n\tb=",
    );
    folded(342, dice, out);
    out.push_str("==\nARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com;\n\ts=arcselector10001; t=");
    push_number(out, time);
    out.push_str(";\n\th=From:Date:Subject:Message-ID:Content-Type:MIME-Version;\n\tbh=");
    dice.letters(BASE64, 43, out);
    out.push_str("=;\n\tb=");
    folded(342, dice, out);
    out.push_str("==\nARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=none; dmarc=none;\n\tdkim=none; arc=none\n");
}

fn google(mail: &Mail, dice: &mut Dice, out: &mut String) {
    signature("X-Google-DKIM-Signature", "1e100.net", mail.time, dice, out);
    out.push_str("X-Gm-Message-State: AOJu0Y");
    folded(150, dice, out);
    out.push_str("\nX-Google-Smtp-Source: AGHT+IE");
    dice.letters(BASE62, 80, out);
    out.push_str("\nX-Received: by 2002:a05:");
    push_number(out, dice.between(1000, 9999));
    out.push_str(":b0:2a1:9f3c:7b0e with SMTP id\n\t");
    dice.letters(BASE62, 32, out);
    out.push_str("; ");
    push_date(out, mail.time, -480);
    out.push('\n');
}

/// The Received lines before the relay.
fn hops(mail: &Mail, dice: &mut Dice, out: &mut String) {
    let route = &mail.route;
    if route.carrier == Carrier::Microsoft {
        for hop in 0..2 {
            let name = dice.word(&BASE36[..16], 4);
            put(
                out,
                &[
                    "Received: from AM6PR05MB",
                    &name,
                    ".eurprd05.prod.outlook.com (2603:10a6:20b:",
                    if hop == 0 { "a2" } else { "1c" },
                    "::15)\n\tby ",
                    &route.host,
                    " (2603:10a6:10:2e1::12)\n\twith Microsoft SMTP Server; ",
                ],
            );
            push_date(out, mail.time, 0);
            out.push('\n');
        }
    }
    match route.origin {
        Origin::Submitted(ip) => {
            out.push_str("Received: from [192.168.1.");
            push_number(out, dice.between(2, 90));
            out.push_str("] (");
            let isp = host_in([ip[0], ip[1], ip[2]], dice);
            put(out, &["host-"]);
            push_number(out, u64::from(isp[3]));
            out.push_str(".access.example [");
            push_ip(out, ip);
            put(out, &["])\n\tby ", &route.host, " with ESMTPSA id "]);
            dice.letters(BASE62, 12, out);
            out.push_str(";\n\t");
            push_date(out, mail.time, 0);
            out.push('\n');
        }
        Origin::Script => {
            put(
                out,
                &[
                    "Received: by ",
                    &route.host,
                    " (Postfix, from userid 33)\n\tid ",
                    &queue_id(dice),
                    "; ",
                ],
            );
            push_date(out, mail.time, 0);
            out.push('\n');
        }
        Origin::Hidden => {}
    }
}
