//! English word classes and sentence patterns for the letter grammar: pure tables, all our own.
//!
//! In: nothing. Out: static tables. A `{slot}` in a pattern is filled by `prose`.

/// What a letter is about; every list belongs to the same everyday matter.
#[derive(Clone, Copy)]
pub(super) struct Topic {
    /// The matter itself, as a noun phrase after "about".
    pub(super) things: &'static [&'static str],
    /// Nouns that belong to it.
    pub(super) parts: &'static [&'static str],
    /// What happened to it, after a subject: "has been shut".
    pub(super) troubles: &'static [&'static str],
    /// What could be done, as an infinitive without "to".
    pub(super) wishes: &'static [&'static str],
}

pub(super) const TOPICS: &[Topic] = &[
    Topic {
        things: &["the hill road", "the gravel lane", "the bypass", "the old coach road", "the bridge approach", "the ring road"],
        parts: &[
            "pothole", "verge", "culvert", "kerb", "milestone", "guard rail", "drain", "junction", "crossing", "roadside ditch", "lay-by",
            "road sign",
        ],
        troubles: &[
            "has sunk by a hand's width", "floods after every shower", "was patched and broke open again",
            "has been half closed since the frost", "crumbles at both edges", "lost its markings last winter",
        ],
        wishes: &[
            "relay the top course", "clear the ditches before the rains", "send the grader once a month", "paint the centre line again",
            "close one lane instead of both", "put up a warning lamp",
        ],
    },
    Topic {
        things: &["the water main", "the standpipe", "the reservoir", "the village well", "the pumping station", "the water rota"],
        parts: &["valve", "meter", "tank", "pipe", "pump", "hydrant", "bucket queue", "filter bed", "pressure gauge", "leak", "sluice", "bill"],
        troubles: &[
            "runs brown every Monday", "has had no pressure for weeks", "leaks into the cellar of the bakery",
            "stands idle since the pump was taken away", "drops to a trickle at noon", "was shut without a notice",
        ],
        wishes: &[
            "test the water and pin up the result", "mend the valve at the corner", "publish the rota a week ahead", "fit a second pump",
            "read the meters by daylight", "flush the line at night",
        ],
    },
    Topic {
        things: &["the lending library", "the reading room", "the book van", "the children's shelf", "the town library", "the evening opening"],
        parts: &[
            "shelf", "catalogue", "reading lamp", "borrower's card", "atlas", "newspaper table", "librarian's desk", "returned book",
            "story hour", "map drawer", "late fee", "study corner",
        ],
        troubles: &[
            "opens on two mornings only", "has lost half its shelves", "smells of damp since the roof leaked",
            "was moved to an upper floor without a lift", "turns readers away at four", "has bought nothing new this year",
        ],
        wishes: &[
            "keep the doors open until seven", "bring the book van back", "dry out the cellar stacks", "let schools borrow by the crate",
            "repair the lift", "extend the loan to a month",
        ],
    },
    Topic {
        things: &[
            "the school bus", "the morning bus", "the bus shelter", "the bus to the upper school", "the afternoon run",
            "the bus stop by the mill",
        ],
        parts: &[
            "driver", "timetable", "seat belt", "stop", "ticket", "route", "conductor", "schoolbag", "shelter roof", "turning place",
            "spare bus", "season pass",
        ],
        troubles: &[
            "leaves before the lessons end", "passes full three days in five", "no longer turns at the chapel",
            "comes a half hour late when it rains", "was merged with the market run", "has no heater",
        ],
        wishes: &[
            "add a second run at eight", "move the stop off the bend", "print the timetable in large type",
            "let the small ones board first", "send a longer bus on Thursdays", "keep the old fare for brothers and sisters",
        ],
    },
    Topic {
        things: &["the beech forest", "the pine plantation", "the woodland path", "the common wood", "the nature walk", "the seedling nursery"],
        parts: &[
            "sapling", "fire break", "stile", "owl box", "log pile", "forester", "clearing", "hedge", "footbridge", "bark beetle",
            "picnic bench", "trail mark",
        ],
        troubles: &[
            "was thinned harder than agreed", "is cut up by timber carts", "lost forty old trees in the storm",
            "has been fenced on the sunny side", "dries out from the top", "is closed to walkers on weekdays",
        ],
        wishes: &[
            "replant with mixed trees", "mark the path with posts", "keep carts off in wet weather", "leave the dead trunks for the birds",
            "open the north gate on Sundays", "count the deer every spring",
        ],
    },
    Topic {
        things: &["the covered market", "the market stalls", "the fish hall", "the Saturday market", "the cloth row", "the market scales"],
        parts: &[
            "awning", "stall", "crate", "stall fee", "handcart", "weighing post", "tap", "cobbles", "trader", "cold room", "receipt book",
            "loading bay",
        ],
        troubles: &[
            "lost its roof in March", "charges the fee twice a day", "has one tap for sixty traders", "was pushed behind the car park",
            "is swept only before holidays", "stands dark after five",
        ],
        wishes: &[
            "put the awnings back", "check the scales in public", "mark the pitches with paint", "let carts unload until eight",
            "hang a lamp at each end", "give every trader a receipt",
        ],
    },
    Topic {
        things: &[
            "the street lamps", "the lighting in our quarter", "the lamp at the steps", "the lights along the quay", "the night lighting",
            "the lamp posts",
        ],
        parts: &["lamp", "fuse", "post", "timer", "cable", "switch box", "bulb", "shadow", "stairway", "electrician", "lantern", "bracket"],
        troubles: &[
            "goes out at ten", "flickers from dusk", "has been dark for a month", "shines into bedrooms instead of the street",
            "was left hanging by its cable", "burns all day and not at night",
        ],
        wishes: &[
            "reset the timer for winter", "shade the lamps on the inner side", "replace the cable along the steps",
            "number the posts so that faults can be reported", "light the stairs first", "try the warmer bulbs",
        ],
    },
    Topic {
        things: &["the ferry", "the ferry landing", "the river crossing", "the winter ferry", "the car ferry", "the passenger boat"],
        parts: &[
            "ramp", "ticket hut", "mooring", "deckhand", "life ring", "gangway", "fog horn", "waiting room", "rope", "channel mark",
            "fare", "crossing",
        ],
        troubles: &[
            "stops at six since autumn", "waits for cars and leaves walkers standing", "has a ramp that is too steep at low water",
            "was cancelled on four market days", "takes no bicycles any more", "runs with one deckhand",
        ],
        wishes: &[
            "add a late crossing on Fridays", "rail the ramp", "post delays at the hut", "keep a place for bicycles", "dredge the landing",
            "honour the old tickets until summer",
        ],
    },
    Topic {
        things: &["the playground", "the football field", "the skating pond", "the sports hall", "the swimming place", "the park by the canal"],
        parts: &[
            "swing", "goal net", "bench", "sand pit", "slide", "changing room", "fence", "running track", "climbing frame", "lifebuoy",
            "whistle", "groundsman",
        ],
        troubles: &[
            "lost its swings to rust", "is locked after school", "stands under water at the far end", "was booked out to one club",
            "has splinters on every bench", "is mown once a year",
        ],
        wishes: &[
            "sand the benches", "share the hours among the clubs", "drain the lower corner", "put the swings back",
            "open the hall in the holidays", "teach the small ones to swim",
        ],
    },
    Topic {
        things: &["the town museum", "the parish archive", "the clock tower", "the photograph collection", "the old mill", "the brass band"],
        parts: &[
            "display case", "ledger", "bell", "key", "photograph", "guidebook", "music stand", "visitor", "millstone", "clock face",
            "attic", "cornet",
        ],
        troubles: &[
            "has been shut for stocktaking since June", "keeps its best pieces in a cellar", "stopped at twenty past four",
            "has no guide on Sundays", "was offered a room that is too small", "lacks a ramp at the door",
        ],
        wishes: &[
            "wind the clock every week", "copy the ledgers before they fade", "train two young guides", "lend the pieces to schools",
            "open on the first Sunday", "let the band rehearse in the hall",
        ],
    },
    Topic {
        things: &["the allotment gardens", "the compost yard", "the fruit hedge", "the school garden", "the beekeepers' meadow", "the seed exchange"],
        parts: &[
            "plot", "rake", "water butt", "bean row", "hive", "compost heap", "tool shed", "seed packet", "apple tree", "wheelbarrow",
            "lease", "slug trap",
        ],
        troubles: &[
            "was measured anew and came out smaller", "has a waiting list of nine years", "lost its tap to the building site",
            "is sprayed from the next field", "had its lease shortened", "was used as a parking place for the fair",
        ],
        wishes: &[
            "write the lease for ten years", "share the waiting list openly", "fence the hives", "give the fallow plots to beginners",
            "bring a chipper twice a year", "keep the spray off on windy days",
        ],
    },
    Topic {
        things: &["the railway halt", "the branch line", "the station clock", "the evening train", "the level crossing", "the ticket office"],
        parts: &[
            "platform", "signal", "waiting bench", "stationmaster", "carriage", "fare table", "loudspeaker", "footbridge", "luggage shelf",
            "barrier", "guard", "connection",
        ],
        troubles: &[
            "is passed without a stop", "closes its barrier for a quarter of an hour", "has shown the wrong time since spring",
            "lost the connection by four minutes", "sells tickets on weekdays only", "runs with a single carriage",
        ],
        wishes: &[
            "hold the evening train for the bus", "mend the loudspeaker", "lengthen the platform", "stop on request",
            "sell tickets at the kiosk", "move the barrier switch",
        ],
    },
];

pub(super) const ADJECTIVES: &[&str] = &[
    "quiet", "narrow", "useful", "muddy", "wooden", "plain", "steady", "heavy", "bright", "careful", "sudden", "empty", "patient",
    "costly", "simple", "long", "awkward", "modest",
    "worn", "steep", "new", "broken", "shared", "private", "yellow", "stubborn", "curious", "honest", "local", "temporary", "cracked",
    "spare", "friendly", "cold", "crowded",
    "remarkable", "overgrown", "rusty", "tidy", "generous", "missing", "second", "former", "rough", "slow", "hidden", "familiar", "late",
    "early", "borrowed", "shallow", "lonely",
    "practical", "uneven", "colourful", "forgotten", "sensible", "small", "dusty", "windy", "painted", "hurried", "kindly", "provisional",
    "unusual", "thorough", "faded", "gentle", "damp", "neighbouring",
];

pub(super) const NOUNS: &[&str] = &[
    "notice", "meeting", "fence", "gate", "letter", "promise", "drawing", "budget", "winter", "ladder", "carpenter", "corner", "harvest",
    "window", "caretaker", "neighbour", "receipt", "shed",
    "survey", "wall", "basket", "signature", "roof", "plan", "list", "barrel", "cousin", "workshop", "bell", "hour", "ticket", "form",
    "barn", "estimate", "decision", "stairway", "courtyard",
    "lorry", "engineer", "committee", "map", "chimney", "contract", "bicycle", "chapel", "kitchen", "minute book", "paint", "engine",
    "tool", "telephone", "garden", "handrail", "plank", "bakery",
    "photograph", "story", "reason", "answer", "visit", "inspection", "draft", "holiday", "orchard", "teacher", "nurse", "postman",
    "mason", "clerk", "pupil", "tenant", "driver", "choir", "ledger",
    "sack", "storm", "frost", "spring", "summer", "festival", "parade", "suggestion", "question", "report", "memory", "problem", "repair",
    "delay", "rumour", "rule", "cheque", "fee", "donation",
];

pub(super) const VERBS: &[&str] = &[
    "measured", "painted", "carried", "noticed", "repaired", "borrowed", "counted", "described", "moved", "forgot", "promised",
    "inspected", "cleaned", "photographed", "sold", "opened", "closed", "found",
    "signed", "questioned", "refused", "offered", "delivered", "rebuilt", "lost", "drew", "copied", "checked", "missed", "remembered",
    "praised", "studied", "blocked", "cleared", "ordered", "returned",
    "replaced", "discussed", "kept", "gave up", "looked after", "paid for", "asked about", "waited for", "wrote down", "pulled down",
    "put off", "walked past", "argued over", "agreed on", "planned", "finished",
];

pub(super) const ADVERBS: &[&str] = &[
    "again", "twice", "at once", "without fuss", "by hand", "in the rain", "before breakfast", "after the service", "on foot",
    "in good faith", "for nothing", "with some pride", "rather late", "on the quiet",
    "in front of everybody", "as usual", "with a borrowed key", "out of habit", "by the book", "at short notice", "to our surprise",
    "for the third time", "all the same", "against advice", "with great care", "by lantern light",
];

pub(super) const ROLES: &[&str] = &[
    "our caretaker", "the headmistress", "my brother-in-law", "the parish clerk", "an engineer from the county", "the woman at the kiosk",
    "my late father", "the night watchman", "our neighbour", "the young forester",
    "a retired mason", "the stationmaster", "the baker's wife", "one of the drivers", "the district nurse", "an old friend",
    "the choir leader", "my daughter", "the postman", "a visitor", "the market warden",
    "the surveyor", "two of the parents", "our treasurer", "the librarian", "a carpenter I know", "the harbour master", "my grandmother",
    "the gardener", "the woman next door", "a student from the college", "the treasurer's assistant",
    "the man who reads the meters", "the chair of the committee", "my colleague", "a beekeeper from the valley", "the cook",
    "the new teacher", "our landlord", "the piano tuner",
];

pub(super) const TIMES: &[&str] = &[
    "last {weekday}", "in {month}", "on the {day}th of {month}", "since {month}", "for {n} weeks", "about {n} days ago",
    "early this {season}", "in the {season} of {year}", "on market day", "after the fair",
    "between {weekday} and {weekday}", "a year ago", "in the second week of {month}", "towards the end of {month}", "before the holidays",
    "every other {weekday}", "{n} times since {month}", "by the end of {month}", "one {weekday} morning", "on a wet {weekday}",
];

pub(super) const WEEKDAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
pub(super) const MONTHS: &[&str] = &["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
pub(super) const SEASONS: &[&str] = &["spring", "summer", "autumn", "winter"];
pub(super) const FEELINGS: &[&str] = &[
    "glad", "sorry", "puzzled", "a little tired of it", "hopeful", "not angry, only surprised", "proud", "worried", "grateful",
    "in two minds", "relieved", "impatient", "amused", "disappointed", "curious", "convinced",
];
pub(super) const GROUPS: &[&str] = &[
    "the parents' circle", "the residents of {street}", "the garden club", "the rowing club", "our choir", "the traders",
    "the evening class", "the parish", "the cyclists", "the friends of {place}", "the night shift", "the tenants", "the walkers' league",
    "the fire brigade",
];

/// Noun phrases; picked afresh wherever `{np}` stands.
pub(super) const PHRASES: &[&str] = &[
    "the {adj} {noun}", "a {adj} {noun}", "the {part}", "a {adj} {part}", "the {noun} at {place2}", "the {adj} {part} on {street}",
    "our {noun}", "{n} of the {noun}s", "that {adj} {noun}", "the {noun} and the {part}",
    "the {part} behind the {noun}", "every {adj} {part}", "another {noun}", "the {noun} that {who} {verb}", "no {adj} {noun}",
    "their {noun}", "the {noun} from {place2}", "my own {noun}", "some {adj} {noun}", "the {adj} {noun} of {first} {last}",
];

/// Dependent or second clauses.
pub(super) const CLAUSES: &[&str] = &[
    "{who} {verb} {np}", "{who} {verb} {np} {adv}", "{np} was {verb} {time}", "nobody {verb} {np}", "we {verb} {np} {adv}",
    "{first} {last} {verb} {np}", "there is {np} to think of", "{np} costs {big} crowns", "the {part} {trouble}",
    "{group} {verb} {np}", "{n} families {verb} {np}", "it takes {n} minutes to reach {np}", "{np} is still {adj}",
    "{who} says the {noun} is {adj}", "I {verb} {np} {time}", "the {noun} went to {place2}", "you {verb} {np} {time}",
];

/// What the matter is.
pub(super) const STATE: &[&str] = &[
    "I am writing about {thing} in {place}, which {trouble}.",
    "{time} I saw that {thing} at {place} {trouble}, and {clause}.",
    "You may know that {thing} {trouble}; {clause}.",
    "This concerns {thing} between {place} and {place2}.",
    "In {place} we depend on {thing}, and it {trouble}.",
    "As {who} will have told you, {thing} {trouble}.",
    "Nobody in {street} understands why {thing} {trouble}.",
    "It is now {n} months that {thing} {trouble}, while {clause}.",
    "My question is about {thing}: {clause}, and still it {trouble}.",
    "{thing} near {street} {trouble}, so {clause}.",
    "Perhaps it has not reached you that {thing} in {place} {trouble}.",
    "Let me say a word about {thing}, because {clause}.",
];

/// What happened before.
pub(super) const HISTORY: &[&str] = &[
    "{time} {who} {verb} {np}, and {clause}.", "When {clause}, {who} {verb} {np}.", "It began {time}: {clause}.",
    "{who} {verb} {np} {time}, but {clause}.", "In {year} {np} was {verb} {adv}, and people were {feel}.",
    "Before that, {clause}, although {clause}.", "{group} {verb} {np} {time}, which is more than {who} ever did.",
    "I remember that {who} {verb} {np} {adv}.", "There was a time when {clause}.", "{time}, {who} {verb} {np} for {big} crowns.",
    "The old {part} lasted {n} years; the {adj} one {trouble} within {n} months.",
    "{first} {last}, who lives on {street}, {verb} {np} {time}.", "We {verb} {np} together with {group}, {adv}.",
    "After {who} {verb} {np}, {clause}.",
    "{clause}; that was {time}.", "At the {noun} in {place2} somebody {verb} {np} {adv}.", "Since then {clause}, and {who} is {feel}.",
    "First {who} {verb} {np}, then {clause}.",
];

/// What follows from it, with numbers and people.
pub(super) const EFFECT: &[&str] = &[
    "Of {big} households in {place}, about {n} in a hundred {verb} {np} {time}.",
    "That means {n} minutes more for everyone who {verb} {np}.", "{who} now walks to {place2}, and {clause}.",
    "For {group} this is {np} too many.",
    "Because of the {adj} {part}, {clause}.", "The {part} {trouble}, so {who} {verb} {np} {adv}.",
    "I have counted {big} of them between {street} and the {noun}.", "Whoever comes from {place2} finds {np} and goes home.",
    "{who} was {feel}, and so am I.",
    "It costs us {big} crowns a year, not to speak of {np}.", "My {noun} is {adj} now, because {clause}.",
    "Children from {street} pass {np} {n} times a day.", "If {clause}, then {np} will be {verb} sooner or later.",
    "Even {who} {verb} {np}, and that says something.",
    "On {weekday} there were {n} of us at the {part}, all {feel}.", "What used to take {n} minutes takes {n} now, since {clause}.",
    "The {noun} is {adj}, the {part} is {adj}, and {clause}.", "People {verb} {np} instead, which helps nobody.",
];

/// Remarks by the way: they make letters differ.
pub(super) const ASIDE: &[&str] = &[
    "{who} used to say that {np} is half the {noun}.", "I do not blame {who}, who {verb} {np} {adv}.",
    "In {place2} they {verb} {np} {time}, and it works.", "By the way, {clause}.", "We are not the only ones: {group} {verb} {np} too.",
    "I enclose no {noun}, since {clause}.", "To be fair, {clause}.", "My own view is {adj}: {clause}.",
    "The {noun} on {street} would be {adj} enough.", "Some say that {clause}; others {verb} {np}.",
    "I have lived here {n} years and {verb} {np} {adv}.",
    "There is {np}, of course, but {clause}.", "Somebody ought to ask whether {clause}.", "{first} thinks that {clause}, and I am {feel}.",
    "It is a {adj} {noun}, I admit, yet {clause}.", "As for {np}, {clause}.", "Last but not least, {who} {verb} {np}.",
    "You will find {np} next to the {part}.", "Incidentally, the {adj} {noun} belongs to {group}.", "I was {feel} when {clause}.",
];

/// What is asked for.
pub(super) const WISH: &[&str] = &[
    "Please {wish}, and {wish} if there is money left.", "Would it be possible to {wish}?", "We ask the office to {wish} before {month}.",
    "All we want is that you {wish}.", "It would already help to {wish}.", "Could somebody {wish}, or at least tell us why not?",
    "My proposal is to {wish} and to leave {np} as it is.", "I would be {feel} if you could {wish} by the {day}th of {month}.",
    "For {big} crowns one could {wish}.", "Do {wish}; {who} would thank you.", "The simplest step is to {wish}.",
    "Rather than {np}, please {wish}.",
    "{group} would gladly help to {wish}.", "Let us know when you mean to {wish}.",
];

/// Stock sentences that everybody uses; earlier ones more often.
pub(super) const STOCK: &[&str] = &[
    "Thank you for your time and attention.", "I look forward to hearing from you.", "Please let me know if you need anything else.",
    "Thank you in advance for your help.", "Please find the details below.",
    "Please do not hesitate to contact me if you have any questions.",
    "I hope this message finds you well.", "I would be grateful for a short reply.", "We trust that you will look into the matter.",
    "Kindly confirm that you have received this letter.", "Many thanks for your kind help in this matter.", "Sorry for the late reply.",
    "I remain at your disposal for any further information.", "Please accept my apologies if this is the wrong office.",
    "As discussed on the phone, I am putting this in writing.", "With thanks for all that you do for our town.",
];

pub(super) const GREETINGS: &[&str] = &[
    "Dear Sir or Madam,", "Hello,", "Dear all,", "Good morning,", "Dear office,", "To whom it may concern,", "Hi,", "Dear {first},",
    "Dear Mr {last},", "Dear Mrs {last},", "Good afternoon,", "Dear colleagues,", "Dear neighbours,", "Hello {first},",
    "Dear members of the works office,",
];

pub(super) const CLOSINGS: &[&str] = &[
    "Kind regards,", "Best regards,", "Yours sincerely,", "Regards,", "Best,", "Thanks,", "Many thanks,", "Yours faithfully,",
    "With best wishes,", "Cheers,", "Warm regards,", "Respectfully,", "Greetings from {place},", "Yours,",
];

pub(super) const SUBJECTS: &[&str] = &[
    "{thing}", "{thing} in {place}", "Question about {thing}", "{place}: {noun} and {part}", "The {adj} {part}", "{part} on {street}",
    "About the {noun}", "Re {thing}", "Request from {street}", "{month} {noun}", "A word on {thing}", "The {part} again", "{adj} {noun}",
    "Notes from {weekday}", "Your {noun} of {month}",
];

pub(super) const DISCLAIMERS: &[&str] = &[
    "This e-mail and any files with it are confidential and meant only for the person they are addressed to. If you have received it in error, please tell the sender and delete it. Any views in it are those of the author.",
    "The contents of this message may be privileged. Copying or passing it on without permission is not allowed. We have checked it for viruses but accept no liability for damage of any kind.",
    "Please consider whether this message really needs to be printed. This message is intended for the named recipient only and does not form a contract.",
    "Confidentiality notice: the information contained in this message is intended solely for the use of the addressee and others authorised to receive it.",
];

/// Words that a spinning program would exchange; every row is one set.
pub(super) const SYNONYMS: &[&[&str]] = &[
    &["please", "kindly"], &["ask", "urge", "invite"], &["about", "regarding", "concerning"], &["help", "assist", "serve"], &["people", "folk", "residents"], &["now", "today", "at present"], &["because", "since", "as"],
    &["would", "might", "could"], &["all", "everything"], &["find", "meet", "see"], &["town", "place", "community"], &["matter", "issue", "question"], &["small", "little", "modest"], &["new", "fresh", "recent"],
    &["broken", "damaged", "faulty"], &["quiet", "calm", "still"], &["careful", "cautious", "prudent"], &["sudden", "abrupt", "unexpected"], &["simple", "plain", "easy"], &["slow", "sluggish", "lazy"], &["cold", "chilly", "icy"],
    &["noticed", "observed", "spotted"], &["repaired", "mended", "fixed"], &["carried", "hauled", "brought"], &["discussed", "debated", "talked over"], &["refused", "declined", "rejected"], &["finished", "completed", "ended"],
    &["neighbour", "villager"], &["meeting", "gathering", "assembly"], &["problem", "trouble", "difficulty"], &["reason", "cause", "ground"], &["answer", "reply", "response"], &["office", "department", "bureau"], &["before", "ahead of"],
    &["still", "even now"], &["while", "whereas"], &["but", "yet", "though"], &["although", "even if"], &["then", "afterwards"], &["somebody", "someone"], &["nobody", "no one"], &["everyone", "everybody"],
];
