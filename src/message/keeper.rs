//! Which attachments keep their decoded bytes: a caller says so by how they begin.
//!
//! In: decoded bytes, piece by piece. Out: all of them if their first [`HEAD`] bytes were wanted, else nothing.

/// Bytes that an attachment is judged by; enough for the signature of any file format.
const HEAD: usize = 1024;

/// Whether a file that begins with these bytes (at most a kibibyte) is kept.
pub type Wanted<'a> = &'a (dyn Fn(&[u8]) -> bool + Sync);

/// The bytes of one attachment while they pass.
pub(super) struct Keeper<'a> {
    wanted: Wanted<'a>,
    held: Vec<u8>,
    judged: Option<bool>,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(wanted: Wanted<'a>) -> Self {
        Self {
            wanted,
            held: Vec::new(),
            judged: None,
        }
    }

    /// Takes the next bytes.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        if self.judged == Some(false) {
            return;
        }
        self.held.extend_from_slice(bytes);
        if self.judged.is_none() && self.held.len() >= HEAD {
            self.judge();
        }
    }

    fn judge(&mut self) {
        let head = self.held.get(..HEAD).unwrap_or(&self.held);
        let wanted = (self.wanted)(head);
        self.judged = Some(wanted);
        if !wanted {
            self.held = Vec::new();
        }
    }

    /// The bytes, if they were wanted.
    pub(super) fn kept(mut self) -> Option<Vec<u8>> {
        if self.judged.is_none() {
            self.judge();
        }
        (self.judged == Some(true)).then_some(self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_kept_by_how_they_begin_however_they_come() {
        let wanted = |head: &[u8]| head.starts_with(b"ab");
        let long = [b"ab".to_vec(), vec![b'x'; 3 * HEAD]].concat();
        for (bytes, expected) in [
            (b"abc".to_vec(), true),
            (b"xabc".to_vec(), false),
            (Vec::new(), false),
            (long, true),
        ] {
            for size in [1, 7, 4096] {
                let mut keeper = Keeper::new(&wanted);
                for piece in bytes.chunks(size) {
                    keeper.pass(piece);
                }
                assert_eq!(keeper.kept(), expected.then(|| bytes.clone()), "{size}");
            }
        }
    }
}
