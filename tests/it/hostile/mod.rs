//! An archive of hostile mail.
//!
//! In: nothing. Out: the same bytes each time, an mbox: each trick of [`tricks`] as a letter of HTML,
//! headers and attachments that break out of tables, terminals and file systems, and among them one
//! letter that [`CAMPAIGN`] senders share, so that its pages show all this too.

mod headers;
mod letter;
pub(crate) mod tricks;

use letter::Letter;

/// The host of all addresses in the tricks.
pub(crate) const TRACKER: &str = "tracker.example";

/// The senders of the letter that is shared.
pub(crate) const CAMPAIGN: usize = 60;

/// A sentence of the letter that is shared.
pub(crate) const SHARED: &str = "The old ferry at Lindhaven must keep running through the winter";

/// The longest trick that is sent twice, with and without a text beside it.
const LONG: usize = 200_000;

/// The letter that is shared, as text.
fn shared() -> String {
    format!(
        "Dear members of the council,\n\n{SHARED}, because four hundred people on the far bank have no other way to \
         work, to school and to the doctor. The bridge that was promised nine years ago has not been begun, and the \
         road around the bay takes two hours when it is not flooded. We ask you to renew the contract of the crew, to \
         repair the landing before the first storms, and to publish the figures on which the proposal to close the \
         line was based. A town that gives up its ferry gives up half of its own people.\n\nWith kind regards\n"
    )
}

/// The archive.
pub(crate) fn mbox() -> Vec<u8> {
    let mut letters = Vec::new();
    for trick in tricks::all() {
        letters.push(Letter::new(trick.name).html(&trick.html));
        if trick.html.len() < LONG {
            letters.push(Letter::new(trick.name).text(tricks::SEEN).html(&trick.html));
        }
    }
    letters.extend(headers::letters());
    letters.extend(campaign());
    let mut out = Vec::new();
    for (number, letter) in letters.iter().enumerate() {
        letter.write(number, &mut out);
    }
    out
}

/// Equal letters by many senders, with a different trick in each.
fn campaign() -> Vec<Letter> {
    let (words, tricks, cells) = (shared(), tricks::all(), headers::cells());
    let short: Vec<&tricks::Trick> = tricks
        .iter()
        .filter(|trick| trick.html.len() < LONG)
        .collect();
    (0..CAMPAIGN)
        .map(|number| {
            let cell = &cells[number % cells.len()];
            let trick = short[number % short.len()];
            let letter = Letter::new(&format!("{cell} keep the ferry"))
                .from(cell, &format!("sender{number}@town{}.example", number % 7))
                .text(&words);
            match number % 3 {
                0 => letter,
                1 => letter.html(&format!(
                    "<p>{}</p>{}",
                    words.replace("\n\n", "<p>"),
                    trick.html
                )),
                _ => {
                    let (name, kind, bytes) = headers::attachment(number);
                    letter.attach(&name, kind, &bytes)
                }
            }
        })
        .collect()
}

#[test]
fn the_archive_is_the_same_each_time_and_holds_each_trick() {
    let archive = mbox();
    assert!(archive == mbox());
    let found = archive
        .split(|byte| *byte == b'\n')
        .filter(|line| line.starts_with(b"From mbox@archive.example "));
    let tricks = tricks::all();
    let twice = tricks
        .iter()
        .filter(|trick| trick.html.len() < LONG)
        .count();
    assert_eq!(
        found.count(),
        tricks.len() + twice + headers::letters().len() + CAMPAIGN
    );
}
