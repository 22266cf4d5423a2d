//! The accounts: names, time zones, languages, interests, and how much each writes.
//!
//! In: a recipe. Out: [`People`]. Activity is log-normal: most accounts write little, few write much.
//! Roles are dealt from a shuffled deck, so that numbers tell nothing about them.

use std::collections::HashSet;

use super::{
    super::{
        calendar::ZONES,
        dice::{Dice, Stream},
        foreign::Language,
        names::{FIRST, LAST},
        person::ascii,
        prose,
    },
    draws::{log_normal, zipf},
    phrases::PAPERS,
    post::Who,
    recipe::PostRecipe,
    wording::TOPIC_COUNT,
};

/// Posts an account has on average.
const POSTS_EACH: u32 = 11;

/// Spread of activity in doublings: the busiest hundredth writes about a fifth of everything.
const ACTIVITY_SPREAD: f64 = 1.9;

/// The activity of the median account; only ratios matter.
const MEDIAN_ACTIVITY: u32 = 1 << 10;

/// Milliseconds between 1970 and the platform's first number.
pub(super) const FIRST_NUMBER: u64 = 1_288_834_974_657;

/// Topics that an account cares for.
const INTERESTS: usize = 3;

/// How an account uses the platform, in percent of its posts; the rest are its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habit {
    pub(super) replies: u8,
    pub(super) reposts: u8,
    pub(super) quotes: u8,
}

/// One account.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// The platform's number for it.
    pub(super) number: u64,
    pub(super) handle: String,
    pub(super) name: String,
    pub(super) language: Language,
    /// Place in [`ZONES`].
    pub(super) zone: usize,
    /// Hours that its day is later than its neighbours', less two.
    pub(super) late: u8,
    pub(super) interests: [u8; INTERESTS],
    pub(super) habit: Habit,
    /// How much it writes; 0 for accounts whose life is planned elsewhere.
    pub(super) activity: u32,
}

/// All accounts.
pub(super) struct People {
    all: Vec<Account>,
    /// Accounts without a role, in no order.
    deck: Vec<Who>,
    /// Sums of activity, for draws by activity.
    sums: Vec<u64>,
    /// Popular accounts of each topic.
    stars: Vec<Vec<Who>>,
}

impl People {
    /// Everybody of an archive.
    pub(super) fn new(recipe: &PostRecipe, seed: u64) -> Self {
        let number = (recipe.posts() / POSTS_EACH).max(30);
        let mut taken = HashSet::new();
        let all: Vec<Account> = (0..number)
            .map(|who| {
                let mut account = account(seed, who);
                if !taken.insert(account.handle.clone()) {
                    account.handle.push_str(&who.to_string());
                    taken.insert(account.handle.clone());
                }
                account
            })
            .collect();
        let mut deck: Vec<Who> = (0..number).collect();
        let mut dice = Dice::of(seed, Stream::Scramble, 1);
        for last in (1..deck.len()).rev() {
            let other = usize::try_from(dice.below(last as u64 + 1)).unwrap_or(0);
            deck.swap(last, other);
        }
        let mut people = Self {
            all,
            deck,
            sums: Vec::new(),
            stars: vec![Vec::new(); usize::from(TOPIC_COUNT)],
        };
        for topic in 0..TOPIC_COUNT {
            for _ in 0..(number / 1200).clamp(2, 40) {
                let Some(star) = people.deal() else { break };
                let account = people.change(star);
                account.interests = [topic; INTERESTS];
                account.activity = account.activity.max(3 * MEDIAN_ACTIVITY);
                account.habit = Habit {
                    replies: 10,
                    reposts: 8,
                    quotes: 4,
                };
                people.stars[usize::from(topic)].push(star);
            }
        }
        people
    }

    /// The account of this number, which one of ours gave out.
    pub(super) fn get(&self, who: Who) -> &Account {
        &self.all[who as usize]
    }

    /// The same, to give it a role.
    pub(super) fn change(&mut self, who: Who) -> &mut Account {
        &mut self.all[who as usize]
    }

    /// How many there are.
    pub(super) fn number(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }

    /// An account that has no role yet.
    pub(super) fn deal(&mut self) -> Option<Who> {
        self.deck.pop()
    }

    /// `number` accounts without a role, or fewer when they run out: at least a third stays ordinary.
    pub(super) fn deal_group(&mut self, number: u32) -> Vec<Who> {
        let spare = self.deck.len().saturating_sub(self.all.len() / 3);
        let number = usize::try_from(number).unwrap_or(0).min(spare);
        self.deck.split_off(self.deck.len() - number)
    }

    /// Makes the accounts of a group write in one language and care for one topic before others.
    pub(super) fn align(&mut self, group: &[Who], language: Language, topic: u8) {
        for &who in group {
            let account = self.change(who);
            account.language = language;
            account.interests[0] = topic;
            account.activity = account.activity.max(MEDIAN_ACTIVITY * 3 / 4);
        }
    }

    /// Adds up activity; to be called when all roles are dealt.
    pub(super) fn settle(&mut self) {
        let mut sum = 0;
        self.sums = self
            .all
            .iter()
            .map(|account| {
                sum += u64::from(account.activity);
                sum
            })
            .collect();
    }

    /// All activity together; 0 before [`Self::settle`].
    pub(super) fn total(&self) -> u64 {
        self.sums.last().copied().unwrap_or(0)
    }

    /// Activity of everybody before this account.
    pub(super) fn before(&self, who: Who) -> u64 {
        (who as usize)
            .checked_sub(1)
            .and_then(|at| self.sums.get(at))
            .copied()
            .unwrap_or(0)
    }

    /// Somebody, by activity; anybody before [`Self::settle`].
    pub(super) fn somebody(&self, dice: &mut Dice) -> Who {
        if self.sums.is_empty() {
            return u32::try_from(dice.below(u64::from(self.number()))).unwrap_or(0);
        }
        let at = dice.below(self.total());
        u32::try_from(self.sums.partition_point(|&sum| sum <= at))
            .unwrap_or(0)
            .min(self.number() - 1)
    }

    /// A popular account of the topic; a few are much more popular than others.
    pub(super) fn star(&self, topic: u8, dice: &mut Dice) -> Option<Who> {
        let stars = self.stars.get(usize::from(topic))?;
        let rank = zipf(u32::try_from(stars.len()).unwrap_or(0), dice);
        stars.get(usize::try_from(rank).ok()?).copied()
    }

    /// Turns an account into a local paper whose posts are planned elsewhere.
    pub(super) fn make_outlet(&mut self, who: Who, dice: &mut Dice) {
        let (place, paper) = (prose::place(dice), dice.pick(PAPERS));
        let account = self.change(who);
        account.handle = format!("{}{paper}{who}", place.to_lowercase());
        account.name = format!(
            "{place} {}{}",
            paper.get(..1).unwrap_or_default().to_uppercase(),
            paper.get(1..).unwrap_or_default()
        );
        account.activity = 0;
    }
}

fn account(seed: u64, who: Who) -> Account {
    let mut dice = Dice::of(seed, Stream::Account, u64::from(who));
    let zone = zone(&mut dice);
    let language = language(ZONES[zone].0, &mut dice);
    let (handle, name) = face(&mut dice);
    // Registered in the twelve years before the archive; the low bits keep numbers apart.
    let registered = dice.below(12 * 365 * 86_400_000) + 86_400_000 * 30;
    let replies = dice.between(5, 35);
    let reposts = dice.between(12, 50);
    let quotes = dice.between(2, 12);
    let small = |n: u64| u8::try_from(n).unwrap_or(0);
    let mut topic = || small(dice.below(u64::from(TOPIC_COUNT)));
    let interests = [topic(), topic(), topic()];
    Account {
        number: (registered << 22) | u64::from(who & 0x3f_ffff),
        handle,
        name,
        language,
        zone,
        late: small(dice.below(5)),
        interests,
        habit: Habit {
            replies: small(replies),
            reposts: small(reposts),
            quotes: small(quotes),
        },
        activity: log_normal(MEDIAN_ACTIVITY, ACTIVITY_SPREAD, &mut dice).max(1),
    }
}

fn zone(dice: &mut Dice) -> usize {
    let mut left = dice.below(ZONES.iter().map(|(_, share)| share).sum());
    for (at, (_, share)) in ZONES.iter().enumerate() {
        if left < *share {
            return at;
        }
        left -= share;
    }
    0
}

/// More languages than the mail has: a platform is less of one office.
pub(super) fn language(offset: i64, dice: &mut Dice) -> Language {
    if dice.percent(68) {
        return Language::English;
    }
    match offset {
        180 => dice.pick(&[
            Language::Swahili,
            Language::Swahili,
            Language::Arabic,
            Language::French,
        ]),
        60 => dice.pick(&[Language::German, Language::French, Language::Spanish]),
        480 => Language::Malay,
        -180 | -300 => Language::Spanish,
        _ => dice.pick(&[Language::Arabic, Language::French, Language::German]),
    }
}

/// Handle and display name.
fn face(dice: &mut Dice) -> (String, String) {
    let (first, last) = (dice.pick(&FIRST), dice.pick(&LAST));
    let plain = (ascii(first), ascii(last));
    let short = plain.1.get(..1).unwrap_or_default();
    let handle = match dice.below(6) {
        0 => format!("{}{}", plain.0, plain.1),
        1 => format!("{}_{}", plain.0, plain.1),
        2 => format!("{}{short}{}", plain.0, dice.between(1, 99)),
        3 => format!("{}{}", plain.0, dice.between(1950, 2012)),
        // What the platform proposes to those who choose none.
        4 => format!("{}{short}{:08}", plain.0, dice.below(100_000_000)),
        _ => format!("{}_of_{}", plain.0, prose::place(dice).to_lowercase()),
    };
    let name = match dice.below(5) {
        0 => first.to_owned(),
        1 => format!("{first} from {}", prose::place(dice)),
        _ => format!("{first} {last}"),
    };
    (handle, name)
}
