//! Words that tell nobody apart, in plain form (lower case, accents off).
//!
//! Chosen by hand, in the languages in which offices most often write to each other. A word that is
//! missing here makes a name count as more telling than it is; add it.

/// Between words of a name, or before it.
const LINKING: &[&str] = &[
    "a", "an", "and", "at", "das", "de", "del", "der", "des", "die", "du", "el", "et", "for",
    "fur", "im", "in", "la", "le", "les", "of", "on", "the", "to", "und", "y", "zu",
];

/// Before and behind a person's name.
const TITLES: &[&str] = &[
    "dame",
    "dipl",
    "dr",
    "esq",
    "excellency",
    "frau",
    "herr",
    "hon",
    "honorable",
    "honourable",
    "ing",
    "jr",
    "lady",
    "lord",
    "mag",
    "md",
    "miss",
    "mme",
    "mr",
    "mrs",
    "ms",
    "phd",
    "prof",
    "professor",
    "senor",
    "senora",
    "sir",
    "sr",
];

/// Parts and services that every organisation has.
const GENERIC: &[&str] = &[
    "account",
    "accounts",
    "admin",
    "administration",
    "affairs",
    "alert",
    "amt",
    "assistant",
    "billing",
    "bureau",
    "buro",
    "center",
    "centre",
    "communication",
    "communications",
    "contact",
    "customer",
    "department",
    "desk",
    "division",
    "email",
    "events",
    "group",
    "help",
    "helpdesk",
    "hr",
    "human",
    "info",
    "information",
    "international",
    "it",
    "legal",
    "mail",
    "media",
    "national",
    "news",
    "newsletter",
    "notification",
    "office",
    "oficina",
    "online",
    "personal",
    "press",
    "presse",
    "private",
    "protocol",
    "public",
    "relations",
    "resources",
    "section",
    "security",
    "service",
    "services",
    "staff",
    "support",
    "team",
    "unit",
    "update",
    "web",
    "webmaster",
];

/// Offices that every state has.
const INSTITUTION: &[&str] = &[
    "agency",
    "ambassade",
    "ambassador",
    "ambassadeur",
    "authority",
    "botschaft",
    "botschafter",
    "cabinet",
    "chancellery",
    "chancellor",
    "chief",
    "commission",
    "commissioner",
    "committee",
    "consul",
    "consulate",
    "council",
    "deputy",
    "director",
    "education",
    "embajada",
    "embassy",
    "federal",
    "finance",
    "foreign",
    "general",
    "gouvernement",
    "government",
    "governor",
    "health",
    "interior",
    "justice",
    "kanzler",
    "mayor",
    "minister",
    "ministere",
    "ministerio",
    "ministerium",
    "ministre",
    "ministro",
    "ministry",
    "mission",
    "parliament",
    "permanent",
    "president",
    "presidency",
    "prime",
    "regierung",
    "secretariat",
    "secretary",
    "senate",
    "senator",
    "state",
    "trade",
];

/// First labels of domains that say nothing about who has them.
const LABELS: &[&str] = &[
    "example",
    "office",
    "online",
    "global",
    "network",
    "systems",
    "digital",
    "internet",
    "webmail",
    "mailing",
    "server",
    "hosting",
    "education",
    "government",
    "parliament",
    "embassy",
    "police",
    "health",
    "justice",
    "finance",
];

/// Words that a domain gets so that people trust it.
const BAIT: &[&str] = &[
    "account",
    "accounts",
    "admin",
    "auth",
    "email",
    "gov",
    "government",
    "help",
    "helpdesk",
    "info",
    "login",
    "mail",
    "office",
    "official",
    "online",
    "password",
    "portal",
    "secure",
    "security",
    "service",
    "services",
    "signin",
    "sso",
    "support",
    "update",
    "verify",
    "web",
    "webmail",
];

/// Whether a word only links others.
pub(super) fn linking(word: &str) -> bool {
    LINKING.contains(&word)
}

/// Whether a word is a title or an initial.
pub(super) fn title(word: &str) -> bool {
    word.chars().nth(1).is_none() || TITLES.contains(&word)
}

/// Whether a word names a part that every organisation has.
pub(super) fn generic(word: &str) -> bool {
    GENERIC.contains(&word) || word.chars().all(|c| c.is_ascii_digit())
}

/// Whether a word names an office that every state has.
pub(super) fn institution(word: &str) -> bool {
    INSTITUTION.contains(&word)
}

/// Whether a domain's label says nothing about who has it.
pub(super) fn common_label(label: &str) -> bool {
    LABELS.contains(&label) || GENERIC.contains(&label)
}

/// Whether a word makes a domain look official.
pub(super) fn bait(word: &str) -> bool {
    BAIT.contains(&word)
}
