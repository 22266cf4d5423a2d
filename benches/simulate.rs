//! How fast archives are simulated: messages and bytes a second on one thread.

use std::io;

use refrain::simulate::{Level, Recipe, write};

fn main() {
    divan::main();
}

#[divan::bench(args = [1_000, 100_000], sample_count = 3, sample_size = 1)]
fn archive(bencher: divan::Bencher<'_, '_>, messages: u64) {
    let recipe = Recipe {
        messages,
        level: Level::Hard,
        ..Recipe::default()
    };
    let totals = write(&recipe, &mut io::sink(), &mut io::sink()).expect("a sink takes everything");
    bencher
        .counter(divan::counter::ItemsCount::new(messages))
        .counter(divan::counter::BytesCount::new(totals.bytes))
        .bench(|| {
            write(&recipe, &mut io::sink(), &mut io::sink()).expect("a sink takes everything")
        });
}
