//! uuencode: files that stand within a plain text between `begin 644 name` and `end`.
//!
//! In: a text with `\n` line ends, or a part's bytes. Out: the text without such files, and the
//! files. What only looks like one stays text. Linear: no line is decoded twice.
//!
//! Source: POSIX.1-2017, `uuencode`, historical algorithm.

use memchr::memmem;

/// A file that stood in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct File {
    /// Its name as written.
    pub(super) name: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

/// Takes the files out of a text; `None` when there is none. Each file holds at most `cap` bytes.
pub(super) fn extract(text: &str, cap: usize) -> Option<(String, Vec<File>)> {
    let finder = memmem::Finder::new(b"begin ");
    finder.find(text.as_bytes())?;
    let (mut kept, mut files) = (String::new(), Vec::new());
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text.as_bytes().get(at..).and_then(|rest| finder.find(rest)) {
        let start = at + found;
        let line_start = start == 0 || text.as_bytes().get(start - 1) == Some(&b'\n');
        let header = text
            .get(start..)
            .and_then(|rest| rest.split_once('\n'))
            .map(|(line, _)| line);
        let Some((header, name)) = header
            .filter(|_| line_start)
            .and_then(|line| Some((line, name_of(line)?)))
        else {
            at = start + 6;
            continue;
        };
        let mut bytes = Vec::new();
        let (used, whole) = decode(
            text.as_bytes()
                .get(start + header.len() + 1..)
                .unwrap_or_default(),
            cap,
            &mut |line| {
                bytes.extend_from_slice(line);
            },
        );
        at = start + header.len() + 1 + used;
        if whole {
            kept.push_str(text.get(from..start).unwrap_or_default());
            files.push(File { name, bytes });
            from = at;
        }
    }
    if files.is_empty() {
        return None;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    Some((kept, files))
}

/// Decodes a part that is declared uuencoded; the `begin` line may be missing.
pub(super) fn part(bytes: &[u8], cap: usize, sink: &mut dyn FnMut(&[u8])) {
    let begin = if bytes.starts_with(b"begin ") {
        Some(0)
    } else {
        memmem::find(bytes, b"\nbegin ").map(|at| at + 1)
    };
    let start = begin.map_or(0, |at| {
        at + super::headers::line_at(bytes, at).map_or(0, <[u8]>::len)
    });
    decode(bytes.get(start..).unwrap_or_default(), cap, sink);
}

fn name_of(header: &str) -> Option<String> {
    let (mode, name) = header.strip_prefix("begin ")?.split_once(' ')?;
    let octal =
        (3..=4).contains(&mode.len()) && mode.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
    (octal && !name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// Decodes lines up to `end`; gives the bytes used, and whether `end` was reached.
fn decode(bytes: &[u8], cap: usize, sink: &mut dyn FnMut(&[u8])) -> (usize, bool) {
    let (mut at, mut size) = (0, 0);
    while let Some(line) = super::headers::line_at(bytes, at) {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text == b"end" {
            return (at + line.len(), true);
        }
        let Some(decoded) = data_line(text) else {
            return (at, false);
        };
        at += line.len();
        if size < cap {
            size += decoded.len();
            sink(&decoded);
        }
    }
    (at, false)
}

/// One line: its length as a character, then groups of four characters for three bytes.
fn data_line(text: &[u8]) -> Option<Vec<u8>> {
    let Some((first, coded)) = text.split_first() else {
        return Some(Vec::new());
    };
    if !(b' '..=b'`').contains(first) || !coded.iter().all(|byte| (b' '..=b'`').contains(byte)) {
        return None;
    }
    let length = usize::from((first - b' ') & 63);
    // Blanks at the end may be lost on the way, and some encoders add a checksum.
    if coded.len() > length.div_ceil(3) * 4 + 2 {
        return None;
    }
    let mut out = Vec::with_capacity(length + 3);
    for group in coded.chunks(4) {
        let held = (0..4).fold(0_u32, |held, index| {
            (held << 6) | u32::from(group.get(index).map_or(0, |byte| (byte - b' ') & 63))
        });
        out.extend_from_slice(held.to_be_bytes().get(1..).unwrap_or_default());
    }
    out.resize(length, 0);
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_is_taken_out_of_the_text() {
        let text = "see this\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n";
        let (kept, files) = extract(text, 1000).unwrap_or_default();
        assert_eq!(kept, "see this\nbye\n");
        assert_eq!(
            files,
            [File {
                name: "cat.txt".to_owned(),
                bytes: b"Cat".to_vec()
            }]
        );
    }

    #[test]
    fn what_only_looks_like_a_file_stays_text() {
        for text in [
            "begin 644 now\nand then some lower case text\nend\n",
            "begin 644 x\n#0V%T\n",
            "to begin 644 x\nend\n",
        ] {
            assert_eq!(extract(text, 1000), None, "{text}");
        }
    }

    #[test]
    fn a_declared_part_is_decoded_without_its_begin_line_too() {
        for bytes in [
            b"begin 644 x\n#0V%T\n`\nend\n".as_slice(),
            b"#0V%T\r\n`\r\nend\r\n",
        ] {
            let mut out = Vec::new();
            part(bytes, 1000, &mut |line| out.extend_from_slice(line));
            assert_eq!(out, b"Cat");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "(begin 644 x\n|end\n|#0V%T\n|[ -z]{0,9}\n){0,20}") {
            if let Some((kept, _)) = extract(&text, 100) {
                prop_assert!(kept.len() < text.len());
            }
        }
    }
}
