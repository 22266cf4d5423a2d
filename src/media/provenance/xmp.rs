//! Properties of an XMP packet.
//!
//! In: a packet, well formed or not. Out: [`Property`]s in their order, flat: the name of the element or attribute that
//! holds the value, and the property of which it is a part. Prefixes are taken as they are written, which all known
//! writers do alike; entities other than XML's own are dropped, so nothing grows.
//!
//! Source: XMP specification part 1 (ISO 16684-1), 7; property names of part 2 and of IPTC photo metadata 2023.1.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::bytes::text;

/// Properties that are kept of one packet.
const MAX_PROPERTIES: usize = 20_000;

/// Elements inside elements.
const MAX_DEPTH: usize = 64;

/// Bytes of one packet that are read: Photoshop's longest histories stay below.
const MAX_BYTES: usize = 8 << 20;

/// Bytes of one name: it is kept with each value below it.
const MAX_NAME: usize = 100;

/// Bytes of one value that are kept.
const MAX_VALUE: usize = 1 << 20;

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property {
    /// The top property that it belongs to: `xmpMM:History`.
    pub of: String,
    /// Its own name: `stEvt:action`; the same as `of` for a simple property.
    pub name: String,
    /// The value.
    pub value: String,
}

/// Names that structure a packet and are no property.
fn is_frame(name: &str) -> bool {
    matches!(
        name,
        "x:xmpmeta"
            | "x:xapmeta"
            | "rdf:RDF"
            | "rdf:Description"
            | "rdf:Seq"
            | "rdf:Bag"
            | "rdf:Alt"
            | "rdf:li"
    )
}

/// The properties of a packet, as far as it can be read.
pub(super) fn properties(packet: &[u8]) -> Vec<Property> {
    let packet = packet.get(..MAX_BYTES).unwrap_or(packet);
    let mut reader = Reader::from_reader(packet);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut words = String::new();
    while found.len() < MAX_PROPERTIES {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                words.clear();
                if open.len() >= MAX_DEPTH {
                    break;
                }
                open.push(name(element.name().as_ref()));
                attributes(&element, &open, &mut found);
            }
            Ok(Event::Empty(element)) if open.len() < MAX_DEPTH => {
                open.push(name(element.name().as_ref()));
                attributes(&element, &open, &mut found);
                if open.last().is_some_and(|name| name == "rdf:li") {
                    keep(&open, "rdf:li", "", &mut found);
                }
                open.pop();
            }
            Ok(Event::Text(piece)) => push(&mut words, &text(piece.as_ref())),
            Ok(Event::CData(piece)) => push(&mut words, &text(piece.as_ref())),
            Ok(Event::GeneralRef(entity)) => {
                let character = entity.resolve_char_ref().ok().flatten();
                let named = match &*entity {
                    b"lt" => Some('<'),
                    b"gt" => Some('>'),
                    b"amp" => Some('&'),
                    b"quot" => Some('"'),
                    b"apos" => Some('\''),
                    _ => None,
                };
                words.extend(character.or(named));
            }
            Ok(Event::End(_)) => {
                if let Some(name) = open.last().cloned().filter(|_| !words.trim().is_empty()) {
                    keep(&open, &name, words.trim(), &mut found);
                }
                words.clear();
                open.pop();
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found
}

fn name(bytes: &[u8]) -> String {
    text(bytes.get(..MAX_NAME).unwrap_or(bytes))
}

fn push(words: &mut String, more: &str) {
    if words.len() + more.len() <= MAX_VALUE {
        words.push_str(more);
    }
}

fn attributes(element: &BytesStart<'_>, open: &[String], found: &mut Vec<Property>) {
    for attribute in element.attributes().with_checks(false).flatten() {
        let name = name(attribute.key.as_ref());
        if name.starts_with("xmlns")
            || name == "rdf:about"
            || name == "rdf:parseType"
            || name == "xml:lang"
        {
            continue;
        }
        let raw = text(&attribute.value);
        let value = quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), Into::into);
        if found.len() < MAX_PROPERTIES && value.len() <= MAX_VALUE {
            keep(open, &name, &value, found);
        }
    }
}

/// Keeps a value under the outermost property that is open; an item of a list is named as its list.
fn keep(open: &[String], name: &str, value: &str, found: &mut Vec<Property>) {
    let mut named = open.iter().filter(|name| !is_frame(name));
    let of = named.next().map_or(name, String::as_str);
    let innermost = named.next_back().map_or(of, String::as_str);
    let name = if is_frame(name) || name == "rdf:resource" {
        innermost
    } else {
        name
    };
    found.push(Property {
        of: of.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
    });
}

/// The packets that lie open in any bytes, from their beginning mark to their end mark.
pub(super) fn packets(bytes: &[u8], most: usize) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while found.len() < most {
        let Some(start) = memchr::memmem::find(rest, b"<?xpacket begin") else {
            break;
        };
        let packet = rest.get(start..).unwrap_or_default();
        let Some(end) = memchr::memmem::find(packet, b"<?xpacket end") else {
            break;
        };
        found.push(packet.get(..end).unwrap_or_default());
        rest = packet.get(end..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PACKET: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmp:CreatorTool="A &amp; B" tiff:Make="Maker">
<xmp:ModifyDate>2020-01-02T03:04:05</xmp:ModifyDate>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">T &lt; U</rdf:li></rdf:Alt></dc:title>
<xmpMM:History><rdf:Seq>
<rdf:li stEvt:action="saved" stEvt:softwareAgent="One"/>
<rdf:li rdf:parseType="Resource"><stEvt:action>derived</stEvt:action></rdf:li>
</rdf:Seq></xmpMM:History>
<Iptc4xmpExt:DigitalSourceType rdf:resource="http://example.org/x"/>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#;

    #[test]
    fn attributes_elements_lists_and_structures_are_flat() {
        let lines: Vec<String> = properties(PACKET.as_bytes())
            .iter()
            .map(|p| format!("{} {}={}", p.of, p.name, p.value))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        xmp:CreatorTool xmp:CreatorTool=A & B
        tiff:Make tiff:Make=Maker
        xmp:ModifyDate xmp:ModifyDate=2020-01-02T03:04:05
        dc:title dc:title=T < U
        xmpMM:History stEvt:action=saved
        xmpMM:History stEvt:softwareAgent=One
        xmpMM:History xmpMM:History=
        xmpMM:History stEvt:action=derived
        Iptc4xmpExt:DigitalSourceType Iptc4xmpExt:DigitalSourceType=http://example.org/x
        ");
    }

    #[test]
    fn a_broken_packet_gives_what_stands_before_the_break() {
        let cut = PACKET.find("<dc:title").unwrap();
        assert_eq!(properties(&PACKET.as_bytes()[..cut]).len(), 3);
    }

    #[test]
    fn entities_that_the_packet_defines_do_not_grow() {
        let bomb =
            r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><dc:x>&b;&b;</dc:x>"#;
        assert!(
            properties(bomb.as_bytes())
                .iter()
                .all(|p| p.value.len() < 20)
        );
    }

    #[test]
    fn packets_are_found_in_any_bytes() {
        let bytes = format!("junk{PACKET}junk{PACKET}<?xpacket begin");
        assert_eq!(packets(bytes.as_bytes(), 10).len(), 2);
        assert_eq!(packets(bytes.as_bytes(), 1).len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_without_panic(words in "[<>/?a-c:=\"'& \u{e4}!\\[\\]-]{0,200}") {
            let _ = properties(words.as_bytes());
        }

        #[test]
        fn a_flipped_byte_does_no_harm(at in 0..PACKET.len(), byte: u8) {
            let mut bytes = PACKET.as_bytes().to_vec();
            bytes[at] = byte;
            let _ = properties(&bytes);
        }
    }
}
