//! First names, family names and syllables of invented places: pure tables.
//!
//! In: nothing. Out: static tables, powers of two long where an account number is cut into them.

/// 128 first names.
pub(super) const FIRST: [&str; 128] = [
    "Anna", "Jonas", "Maria", "Peter", "Amina", "David", "Sofia", "Omar", "Elena", "Lukas", "Grace", "Samuel", "Ingrid", "Carlos",
    "Fatima", "Henrik", "Julia", "Tomas", "Aisha", "Martin", "Lucia", "Daniel", "Nadia",
    "Viktor", "Rosa", "Erik", "Leila", "Paul", "Clara", "Hassan", "Emma", "Mateo", "Zainab", "Oscar", "Irene", "Karim", "Helen", "Bruno",
    "Mina", "Felix", "Teresa", "Ibrahim", "Agnes", "Rafael", "Yasmin", "Simon",
    "Laura", "Joseph", "Sara", "Anton", "Wanda", "Musa", "Edith", "Diego", "Hana", "Oliver", "Petra", "Ali", "Nora", "Marco", "Salma",
    "Walter", "Greta", "Juan", "Rahel", "Stefan", "Lina", "Adam", "Beatriz", "Yusuf",
    "Monika", "Gabriel", "Asha", "Robert", "Cecilia", "Idris", "Frieda", "Alan", "Dina", "Pavel", "Ruth", "Enzo", "Miriam", "Jan",
    "Celeste", "Kofi", "Astrid", "Luis", "Farah", "Georg", "Olga", "Nelson", "Ida", "Rashid",
    "Vera", "Hugo", "Layla", "Arthur", "Maya", "Jakob", "Selma", "Ivan", "Pilar", "Tariq", "Judith", "Leo", "Noor", "Conrad", "Alma",
    "Dario", "Hilda", "Emil", "Safiya", "Victor", "Marta", "Bilal", "Louise", "Nils",
    "Carmen", "Abel", "Dorothy", "Rui", "Kamila", "Otto", "Jana", "Basil", "José", "Zoë",
];

/// 128 family names.
pub(super) const LAST: [&str; 128] = [
    "Brandt", "Okello", "Silva", "Larsen", "Haddad", "Novak", "Moreau", "Tan", "Keller", "Mwangi", "Costa", "Lindqvist", "Rahman", "Weber",
    "Otieno", "Garcia", "Petrov", "Aziz", "Fischer", "Banda", "Romero", "Nielsen",
    "Saleh", "Horvat", "Dubois", "Lim", "Bauer", "Kamau", "Ferreira", "Berg", "Karimi", "Wagner", "Achieng", "Lopez", "Ivanova", "Nasser",
    "Vogel", "Phiri", "Ortega", "Holm", "Khalil", "Kovac", "Lambert", "Ong", "Schmitt",
    "Njoroge", "Almeida", "Dahl", "Hussein", "Becker", "Wekesa", "Navarro", "Sokolov", "Farouk", "Richter", "Zulu", "Molina", "Lund",
    "Mansour", "Babic", "Girard", "Chua", "Hoffmann", "Mutua", "Pereira", "Strand", "Jaber",
    "Huber", "Onyango", "Castro", "Orlov", "Sabry", "Kraus", "Tembo", "Vega", "Sund", "Hamdan", "Juric", "Fontaine", "Goh", "Lang",
    "Kariuki", "Rocha", "Vik", "Qasim", "Roth", "Odhiambo", "Ramos", "Popov", "Zaki", "Engel",
    "Mbewe", "Cruz", "Ek", "Issa", "Knezevic", "Mercier", "Yeo", "Winter", "Maina", "Teixeira", "Nygaard", "Shami", "Arnold", "Ouma",
    "Serrano", "Volkov", "Darwish", "Sommer", "Chanda", "Ibarra", "Falk", "Barakat", "Peric",
    "Renard", "Koh", "Busch", "Gitau", "Nunes", "Hagen", "Rifai", "Graf", "Barasa", "Marín", "Smirnova", "Helmy", "Müller", "Peña",
];

/// Beginnings of invented place names.
pub(super) const PLACE_HEADS: &[&str] = &[
    "Bel", "Cor", "Dun", "Hal", "Mar", "Nor", "Os", "Pel", "Quel", "Ras", "Sel", "Tam", "Ul", "Ver", "Wen", "Yar", "Zel", "Ard", "Brin",
    "Cal", "Dor", "Esk", "Fal", "Gar", "Hin", "Iv", "Jor", "Kel", "Lom", "Mir", "Nev", "Ol",
    "Pran", "Rov", "Stav", "Tren", "Umb", "Vash", "Wil", "Zor",
];

/// Endings of invented place names.
pub(super) const PLACE_TAILS: &[&str] = &[
    "bury", "ton", "wick", "mora", "dale", "vik", "holm", "ara", "iska", "una", "este", "ford", "gate", "ovo", "anda", "mere", "stad",
    "ello", "uma", "berg", "ivna", "ora", "minster", "assa", "wold", "ika", "haven", "and",
];

/// Middles of invented place names; the first is empty and common.
pub(super) const PLACE_MIDDLES: &[&str] = &["", "", "", "", "er", "an", "o", "in", "el", "am"];

/// Street names of the invented country.
pub(super) const STREETS: &[&str] = &[
    "Mill Lane", "Quay Street", "Chapel Hill", "Orchard Road", "Lower Square", "Weavers' Row", "Canal Street", "Tannery Lane",
    "Upper Terrace", "Station Walk", "Lime Avenue", "Ropemakers' Alley", "Kiln Road", "Bridge Street",
    "Harbour Steps", "Millrace", "Granary Street", "Fountain Court", "North Rampart", "Poplar Street", "Cooper's Yard", "Saddlers' Gate",
    "Fishmarket", "Windmill Path", "Dyers' Bank", "School Street", "Brickfield Road", "Linden Square",
    "Smithy Lane", "East Rise", "Ferry Road", "Observatory Hill", "Goat Lane", "Museum Street", "Old Customs Road", "Cherry Walk",
];

/// What organisations are called, after a place.
pub(super) const ORGANISATIONS: &[&str] = &[
    "gardens", "rowing", "carpentry", "surveyors", "bakery", "college", "print", "cooperative", "choir", "transport", "nursery",
    "architects", "museum", "boatyard", "tools", "school", "council", "dairy", "cycles", "insurance",
    "electric", "orchard", "press", "clinic", "textiles", "foundry", "seeds", "travel", "music", "stone",
];
