use proptest::prelude::*;

use crate::message::{Body, BodyKind};

use super::*;

fn mail(kind: BodyKind, text: &str) -> Message {
    Message {
        bodies: vec![Body {
            kind,
            text: text.to_owned(),
            alternative: None,
        }],
        ..Message::default()
    }
}

fn plain(text: &str) -> Text {
    own(&mail(BodyKind::Plain, text))
}

/// The letters of a text, sorted.
fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    letters.sort_unstable();
    letters
}

proptest! {
    /// Own and quoted text together are the body: nothing is lost and nothing is added.
    #[test]
    fn no_letter_is_lost(body in "(> |-- \n|On 3 May 2021 X wrote:|From: a@b\nSent: x\nTo: y\n|____________________\n|Tel: 123456789\n|To unsubscribe\n|[a-z.:]{1,9}|\u{a0}|\r|\n|\n\n| |.){0,40}") {
        prop_assume!(!body.trim_start().starts_with('<'));
        let text = plain(&body);
        let both = format!("{}{}", text.own, text.quoted);
        prop_assert_eq!(letters(&both), letters(&body));
    }

    #[test]
    fn any_page_is_taken_without_panic(body in ".{0,200}") {
        let text = own(&mail(BodyKind::Html, &body));
        prop_assert!(text.quoted.is_empty() || !text.quoted.ends_with(char::is_whitespace));
    }
}
