//! Names of keys to what the protocol wants to know of them.
//!
//! In: `Tab`, `j`, `Shift+Tab`. Out: the parameters of `Input.dispatchKeyEvent`.
//!
//! Source: W3C UI Events, `KeyboardEvent` key values; Windows virtual key codes, which Chromium goes by.

use serde_json::{Value, json};

/// Named keys: name, virtual key code, the text that the key types.
const NAMED: [(&str, u32, &str); 15] = [
    ("Backspace", 8, ""),
    ("Tab", 9, ""),
    ("Enter", 13, "\r"),
    ("Escape", 27, ""),
    ("Space", 32, " "),
    ("PageUp", 33, ""),
    ("PageDown", 34, ""),
    ("End", 35, ""),
    ("Home", 36, ""),
    ("ArrowLeft", 37, ""),
    ("ArrowUp", 38, ""),
    ("ArrowRight", 39, ""),
    ("ArrowDown", 40, ""),
    ("Delete", 46, ""),
    ("F1", 112, ""),
];

/// Keys that are held while another is pressed, with their bit.
const HELD: [(&str, u32); 4] = [("Alt", 1), ("Control", 2), ("Meta", 4), ("Shift", 8)];

/// With Alt, Control or Meta held a key types nothing.
const TYPES_NOTHING: u32 = 1 | 2 | 4;

/// The two events of a key: down and up.
pub(super) fn press(name: &str) -> [Value; 2] {
    let (mut held, mut key) = (0, name);
    while let Some((modifier, rest)) = key.split_once('+').filter(|(_, rest)| !rest.is_empty()) {
        let known = HELD.iter().find(|(known, _)| *known == modifier);
        held |= known
            .unwrap_or_else(|| panic!("no key to hold: {modifier}"))
            .1;
        key = rest;
    }
    let (key, code, number, text) = describe(key);
    let text = if held & TYPES_NOTHING == 0 {
        text
    } else {
        String::new()
    };
    let event = |kind: &str, text: &str| {
        json!({"type": kind, "key": key, "code": code, "text": text, "modifiers": held,
            "windowsVirtualKeyCode": number, "nativeVirtualKeyCode": number})
    };
    let down = if text.is_empty() {
        "rawKeyDown"
    } else {
        "keyDown"
    };
    [event(down, &text), event("keyUp", "")]
}

/// The `key`, the `code`, the virtual key code and the text of a key.
fn describe(name: &str) -> (String, String, u32, String) {
    if let Some((_, number, text)) = NAMED.iter().find(|(known, ..)| *known == name) {
        let key = if name == "Space" { " " } else { name };
        return (key.to_owned(), name.to_owned(), *number, (*text).to_owned());
    }
    let mut characters = name.chars();
    let (Some(character), None) = (characters.next(), characters.next()) else {
        panic!("no key of this name: {name}");
    };
    let upper = character.to_ascii_uppercase();
    let (code, number) = match upper {
        'A'..='Z' => (format!("Key{upper}"), u32::from(upper)),
        '0'..='9' => (format!("Digit{upper}"), u32::from(upper)),
        '/' | '?' => ("Slash".to_owned(), 191),
        '.' | '>' => ("Period".to_owned(), 190),
        ',' | '<' => ("Comma".to_owned(), 188),
        _ => (String::new(), 0),
    };
    (name.to_owned(), code, number, name.to_owned())
}

#[test]
fn keys_have_their_events() {
    let [down, up] = press("Shift+Tab");
    assert_eq!(down["modifiers"], 8);
    assert_eq!(
        (&down["type"], &up["type"]),
        (&json!("rawKeyDown"), &json!("keyUp"))
    );
    let [down, _] = press("?");
    assert_eq!(
        (&down["text"], &down["windowsVirtualKeyCode"]),
        (&json!("?"), &json!(191))
    );
    assert_eq!(press("Control+a")[0]["text"], "");
    assert_eq!(press("+")[0]["text"], "+");
}
