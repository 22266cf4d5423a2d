//! Throughput of inducing and parsing: letters of about 200 words from a seeded spintax, with fields.

use divan::{Bencher, black_box};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use refrain::key::MessageKey;
use refrain::template::{Member, Parser, induce, parse};

fn main() {
    divan::main();
}

/// Letters of 20 sentences of 10 words, three slots in every second sentence.
fn letters(count: usize) -> Vec<(String, String)> {
    let mut dice = Pcg64::seed_from_u64(7);
    let names = ["Amina", "Peter", "Grace", "Juma", "Leila", "Tomas"];
    (0..count)
        .map(|_| {
            let name = format!(
                "{} {}sen",
                names[dice.random_range(0..6)],
                names[dice.random_range(0..6)]
            );
            let mut text = format!("Dear Minister,\n\nOn {} May ", dice.random_range(1..29));
            for sentence in 0..20 {
                for word in 0..10 {
                    let slot = sentence % 2 == 0 && word % 4 == 1;
                    let way = if slot { dice.random_range(0..4) } else { 0 };
                    let twice = if way == 2 { " indeed" } else { "" };
                    text.extend(['w', letter(sentence), 'x', letter(word), letter(way)]);
                    text.push_str(twice);
                    text.push(' ');
                }
                text.push_str(". ");
            }
            text = [&text, "\n\nYours,\n", &name, "\n"].concat();
            (text, name)
        })
        .collect()
}

fn letter(number: usize) -> char {
    char::from(b'a' + u8::try_from(number).unwrap_or(0))
}

fn members(letters: &[(String, String)]) -> Vec<Member<'_>> {
    letters
        .iter()
        .zip(0..)
        .map(|((text, sender), key)| Member {
            message: MessageKey(key),
            text,
            sender,
        })
        .collect()
}

#[divan::bench]
fn induce_64_letters_of_200_words(bencher: Bencher<'_, '_>) {
    let letters = letters(64);
    let members = members(&letters);
    bencher.bench(|| induce(black_box(&members)));
}

#[divan::bench]
fn induce_64_exact_copies(bencher: Bencher<'_, '_>) {
    let letters = vec![letters(1).remove(0); 64];
    let members = members(&letters);
    bencher.bench(|| induce(black_box(&members)));
}

#[divan::bench]
fn read_a_letter_of_200_words(bencher: Bencher<'_, '_>) {
    let letters = letters(65);
    let members = members(&letters);
    let parser = Parser::new(&induce(&members[..64]));
    bencher.bench(|| parser.parse(black_box(members[64])));
}

#[divan::bench]
fn parse_with_a_template_not_prepared(bencher: Bencher<'_, '_>) {
    let letters = letters(65);
    let members = members(&letters);
    let template = induce(&members[..64]);
    bencher.bench(|| parse(black_box(&template), members[64]));
}
