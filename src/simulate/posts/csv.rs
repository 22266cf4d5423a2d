//! The CSV of the coordination network toolkit, as its documentation has it.
//!
//! In: a shown post. Out: a line `message_id,user_id,username,repost_id,reply_id,message,timestamp,urls`;
//! times are seconds since 1970, addresses stand apart by spaces. Pictures and quotes have no column.

use std::fmt::Write as _;

use super::{
    super::plan::START,
    post::{Act, Key},
    show::Shown,
    world::World,
};

/// The first line.
pub(super) const HEADER: &str =
    "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n";

/// Writes one post.
pub(super) fn line(world: &World, key: Key, shown: &Shown, ids: &[u64], out: &mut String) {
    let post = &world.posts[key as usize];
    let author = world.people.get(post.author);
    let id = |key: Key| ids.get(key as usize).copied().unwrap_or(0);
    let [repost, reply] = match post.act {
        Act::Repost(target) => [Some(id(target)), None],
        Act::Reply(target) => [None, Some(id(target))],
        _ => [None, None],
    };
    // Writing to a string cannot fail.
    let _ = write!(out, "{},{},{},", id(key), author.number, author.handle);
    for target in [repost, reply] {
        if let Some(target) = target {
            let _ = write!(out, "{target}");
        }
        out.push(',');
    }
    field(&shown.text, out);
    let _ = write!(out, ",{},", START + u64::from(post.time));
    let links: Vec<&str> = shown
        .links
        .iter()
        .map(|(_, _, address)| address.written.as_str())
        .collect();
    field(&links.join(" "), out);
    out.push('\n');
}

/// One field, quoted when it must be (RFC 4180).
fn field(text: &str, out: &mut String) {
    if text.contains(['"', ',', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_when_they_must_be() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            let mut out = String::new();
            field(text, &mut out);
            assert_eq!(out, expected);
        }
    }
}
