//! What a JPEG file tells beside its pixels: how it is built, who wrote it last, its quantised coefficients.
//!
//! In: the bytes of one file, any bytes. Out: [`Structure`], [`Quality`], [`Writer`], [`Coefficients`], and findings
//! about them. Nothing here says that a picture was altered.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "values are bounded by sides of pictures, table sizes or 8-bit samples"
)]

mod coefficients;
mod cosine;
mod levels;
mod quality;
mod structure;
mod thumbnail;
mod writer;

pub use coefficients::{Channel, Coefficients, NoCoefficients, coefficients};
pub use cosine::{BLOCK, ZIGZAG, transform};
pub use levels::{Levels, error_levels};
pub use quality::{Base, Quality, quality, standard};
pub use structure::{Component, Huffman, NotJpeg, Process, Segment, Structure, Table, structure};
pub use thumbnail::{AGREES, CAVEAT, Thumbnail};
pub use writer::{Writer, writer, writer_finding};
