//! The explorer as people meet it: the program is started on a case, and a browser or a raw request looks at it.
//!
//! In: archives of the repository, and the hostile one. Out: what each page shows, what each key does, who is turned away.

mod access;
mod again;
mod answers;
mod cases;
mod door;
mod drawings;
mod hostile_mail;
mod keyboard;
mod open;
mod pseudonyms;
mod searching;
mod strange;
mod unscripted;
