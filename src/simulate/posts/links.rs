//! Sites, pages and how people write their addresses.
//!
//! In: a [`Link`] and dice. Out: an address. Sites and articles have a Zipf popularity; addresses
//! carry tracking parameters, and some stand behind a shortener.

use super::{
    super::{
        dice::{BASE36, BASE62, Dice, Stream, mix},
        prose,
    },
    draws::zipf,
    phrases::PAPERS,
    post::Link,
    wording::TOPIC_COUNT,
};

/// Sites that write about one topic.
const SITES_OF_TOPIC: u32 = 60;

/// A site has a new article every so many seconds; people link the newest most.
const ARTICLE_EVERY: u32 = 5400;

/// An address and, when it is a short one, what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) written: String,
    pub(super) behind: Option<String>,
}

/// An article that somebody who cares for the topic links to now.
pub(super) fn article(topic: u8, time: u32, dice: &mut Dice) -> Link {
    let site = u32::from(topic % TOPIC_COUNT) + u32::from(TOPIC_COUNT) * zipf(SITES_OF_TOPIC, dice);
    let newest = time / ARTICLE_EVERY + 40;
    Link::Article {
        site: u16::try_from(site).unwrap_or(0),
        article: newest - zipf(40, dice),
    }
}

/// The domain of a site.
fn domain(seed: u64, site: u16) -> String {
    let mut dice = Dice::of(seed, Stream::Domain, u64::from(site));
    let place = prose::place(&mut dice).to_lowercase();
    let paper = dice.pick(PAPERS);
    if dice.percent(60) {
        format!("{place}-{paper}{site}.example")
    } else {
        format!("{paper}.{place}{site}.example")
    }
}

/// The address of an article, as its site has it.
pub(super) fn page(seed: u64, site: u16, article: u32) -> String {
    slugged(
        &format!("https://{}", domain(seed, site)),
        mix(seed ^ (u64::from(site) << 32)) ^ u64::from(article),
    )
}

/// The address of an article of an outlet.
pub(super) fn outlet_page(seed: u64, domain: &str, article: u32) -> String {
    slugged(
        &format!("https://www.{domain}.example"),
        mix(seed ^ 0x2f) ^ u64::from(article),
    )
}

fn slugged(site: &str, of_page: u64) -> String {
    let mut dice = Dice::of(of_page, Stream::Domain, u64::MAX);
    let words = [prose::place(&mut dice), prose::place(&mut dice)].map(|word| word.to_lowercase());
    let section = dice.pick(&["news", "local", "opinion", "2025/01", "story", "sport"]);
    format!(
        "{site}/{section}/{}-{}-{}",
        words[0],
        words[1],
        of_page % 1_000_000
    )
}

/// The address as one post has it: at times behind a shortener, at times with what tracks readers.
pub(super) fn written(page: String, dice: &mut Dice) -> Address {
    match dice.below(100) {
        0..8 => {
            // One address has a few short forms: people shorten it anew.
            let form = digest(&page) ^ dice.below(3);
            let mut of_form = Dice::of(form, Stream::Domain, 7);
            let host = of_form.pick(&["bit.example", "tiny.example", "ow.example"]);
            let written = format!("https://{host}/{}", of_form.word(BASE62, 7));
            Address {
                written,
                behind: Some(page),
            }
        }
        8..33 => Address {
            written: tracked(&page, dice),
            behind: None,
        },
        _ => Address {
            written: page,
            behind: None,
        },
    }
}

/// With a parameter that tells the site where its reader came from.
pub(super) fn tracked(page: &str, dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => format!("{page}?utm_source=twitter&utm_medium=social"),
        1 => format!(
            "{page}?utm_source=dlvr.it&utm_campaign={}",
            dice.pick(&["share", "feed", "buttons"])
        ),
        _ => format!("{page}?fbclid=IwAR{}", dice.word(BASE62, 16)),
    }
}

/// What the platform puts in the text instead of an address.
pub(super) fn wrapped(address: &str) -> String {
    let mut dice = Dice::of(digest(address), Stream::Domain, 8);
    format!("https://t.co/{}", dice.word(BASE62, 10))
}

/// The platform's key of a picture.
pub(super) fn media_key(seed: u64, picture: u32) -> String {
    format!(
        "3_{}",
        1_870_000_000_000_000_000 + mix(seed ^ u64::from(picture)) % 20_000_000_000_000_000
    )
}

/// A site that a campaign made for itself.
pub(super) fn own_site(dice: &mut Dice) -> String {
    let place = prose::place(dice).to_lowercase();
    format!(
        "https://{}-{place}{}.example",
        dice.pick(&["truth", "real", "insider", "daily", "free", "patriot"]),
        dice.word(&BASE36[..10], 2)
    )
}

fn digest(text: &str) -> u64 {
    text.bytes()
        .fold(0x5bd1, |sum, byte| mix(sum ^ u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_parses_and_keeps_its_page_behind_a_short_form() {
        let mut dice = Dice::of(1, Stream::Member, 1);
        let (mut short, mut tracking) = (0, 0);
        for article in 0..500 {
            let page = page(1, 17, article);
            let address = written(page.clone(), &mut dice);
            assert!(url::Url::parse(&address.written).is_ok(), "{address:?}");
            assert!(
                address
                    .behind
                    .as_deref()
                    .unwrap_or(&address.written)
                    .starts_with(&page)
            );
            short += usize::from(address.behind.is_some());
            tracking += usize::from(address.written.contains('?'));
        }
        assert!(
            (20..70).contains(&short) && (80..170).contains(&tracking),
            "{short} {tracking}"
        );
    }

    #[test]
    fn one_address_is_always_wrapped_the_same_way() {
        assert_eq!(
            wrapped("https://a.example/1"),
            wrapped("https://a.example/1")
        );
        assert_ne!(
            wrapped("https://a.example/1"),
            wrapped("https://a.example/2")
        );
    }
}
