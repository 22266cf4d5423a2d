//! How far one hostile file may take us.

/// Limits of reading one file (each hit is reported, never passed over).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, also of one that is inside another.
    pub bytes: usize,
    /// Pixels of one picture.
    pub pixels: u64,
    /// Width or height of one picture, in pixels.
    pub side: u32,
    /// Bytes that decoding one picture may allocate.
    pub memory: u64,
    /// Files taken out of one container, at all depths together.
    pub parts: usize,
    /// Containers inside containers.
    pub depth: usize,
    /// Boxes, segments, chunks or objects that are walked in one file.
    pub steps: usize,
    /// Bytes of one text that is kept (a prompt, a history).
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            pixels: 80_000_000,
            side: 30_000,
            memory: 512 << 20,
            parts: 500,
            depth: 4,
            steps: 100_000,
            text: 16 << 10,
        }
    }
}
