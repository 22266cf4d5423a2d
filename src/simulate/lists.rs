//! Planted letters that people share through what they belong to: organisations and mailing lists.
//!
//! In: a campaign, the number of one of its mails, a moment. Out: that mail.

use super::{
    background::{LISTS, List},
    calendar::{civil, push_date, weekday},
    dice::{Dice, Stream},
    foreign::Language,
    forms::{Fixed, fixed, participant},
    letter::{self, Letter},
    noise,
    person::{Person, World},
    plan::Campaign,
    prose::{self, Scene},
    wire::{INBOXES, Mail},
};

/// The time zone of the planted organisations, minutes east of UTC.
const OFFICE_ZONE: i64 = 180;

/// A letter that an organisation asked its members to send: its staff write from the office, the
/// others from their own mail. Hardly anybody changes it.
pub(super) fn form_list(
    world: &World,
    campaign: &Campaign,
    nth: u64,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let person = member(world, campaign, nth, time, dice);
    let form = fixed(world, campaign);
    let mut text = if dice.percent(10) {
        prose::greeting(&form.scene, dice)
    } else {
        form.greeting.clone()
    };
    text.push_str("\n\n");
    if dice.percent(6) {
        text.push_str(&noise::slips(&form.body, dice));
    } else {
        text.push_str(&form.body);
    }
    if dice.percent(16) {
        // A sentence of one's own: on the matter, or on something else.
        let own = Scene::new(dice);
        let scene = if dice.percent(50) { &form.scene } else { &own };
        text.push_str(dice.pick(&[" ", "\n\n"]));
        let sentences = dice.between(1, 2);
        prose::paragraph(sentences, scene, dice, &mut text);
    }
    let closing = if dice.percent(12) {
        prose::closing(&form.scene, dice)
    } else {
        form.closing
    };
    letter::sign(&person, &closing, dice, &mut text);
    let subject = if dice.percent(10) {
        prose::subject(&form.scene, dice)
    } else {
        form.subject
    };
    // The call names the inbox; some pick another one.
    let mut of_call = Dice::of(world.seed ^ 0x12, Stream::Campaign, campaign.number);
    let named = of_call.pick_early(INBOXES);
    let to = if dice.percent(80) {
        named
    } else {
        dice.pick_early(INBOXES)
    };
    let letter = Letter { subject, text };
    letter::mail(world, &person, letter, to.to_owned(), time, dice)
}

/// Who sends it now: in office hours mostly the staff, else mostly people at home.
fn member(world: &World, campaign: &Campaign, nth: u64, time: u64, dice: &mut Dice) -> Person {
    let mut of_call = Dice::of(world.seed ^ 0x14, Stream::Campaign, campaign.number);
    let houses = [of_call.below(24), of_call.below(24)].map(|n| n % world.organisations());
    let second = of_call.pick(&[0, 0, 30]);
    // About three fifths of the mail of waking hours is written in office hours.
    let at_work = (of_call.between(40, 66) - 6) * 10 / 6;
    let from_office = if office_hours(time) {
        at_work.min(95)
    } else {
        15
    };
    if !dice.percent(from_office) {
        return participant(world, campaign, nth, time, dice);
    }
    let house = houses[usize::from(dice.percent(second))];
    world.colleague(world.fresh(campaign.first_account + nth), house)
}

fn office_hours(time: u64) -> bool {
    let hour = civil(time, OFFICE_ZONE).second / 3600;
    (8..17).contains(&hour) && !matches!(weekday(time, OFFICE_ZONE), 0 | 6)
}

/// A call that a mailing list carries: its members post it again and again, and pass it on.
pub(super) fn mailing(
    world: &World,
    campaign: &Campaign,
    nth: u64,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let mut of_call = Dice::of(world.seed ^ 0x16, Stream::Campaign, campaign.number);
    let list = List::of(world, of_call.below(LISTS));
    let own_names = of_call.percent(50);
    let posted = of_call.between(55, 85);
    let call = fixed(world, campaign);
    let members = campaign.size / 3 + 3;
    if nth > 0 && !dice.percent(posted) {
        let person = participant(world, campaign, nth.max(members), time, dice);
        return forwarded(world, &person, &list, call, (campaign.start, time), dice);
    }
    // A few members post most of it.
    let reach = dice.below(members) + 1;
    let mut person = world.person(world.fresh(campaign.first_account + dice.below(reach)));
    person.language = Language::English;
    let mut text = String::new();
    if nth > 0 && dice.percent(40) {
        prose::paragraph(1, &call.scene, dice, &mut text);
        text.push_str("\n\n");
    }
    text.push_str(&call.greeting);
    text.push_str("\n\n");
    text.push_str(&call.body);
    letter::sign(&person, &call.closing, dice, &mut text);
    let letter = Letter {
        subject: call.subject,
        text,
    };
    let mut mail = letter::mail(world, &person, letter, list.address(), time, dice);
    list.carry(&mut mail);
    let sender = format!("Sender: {}-bounces@{}\n", list.name, list.host);
    mail.extra.push_str(&sender);
    if !own_names {
        // The list rewrites the sender, so that strict domains do not refuse its mail.
        mail.name = format!("{} via {}", person.name(), list.name);
        mail.address = list.address();
        mail.reply_to = Some(person.address.clone());
        mail.route.dmarc = "pass";
    }
    mail
}

/// The call as a reader passes it on to the office, from mail of one's own.
fn forwarded(
    world: &World,
    person: &Person,
    list: &List,
    call: Fixed,
    (from, until): (u64, u64),
    dice: &mut Dice,
) -> Mail {
    let mut text = String::new();
    if dice.percent(70) {
        let sentences = dice.between(1, 2);
        prose::paragraph(sentences, &Scene::new(dice), dice, &mut text);
        text.push_str("\n\n");
    }
    let pasted = dice.percent(45);
    if !pasted {
        text.push_str("---------- Forwarded message ---------\nFrom: ");
        text.push_str(&list.address());
        text.push_str("\nDate: ");
        push_date(
            &mut text,
            from + dice.below(until.saturating_sub(from)),
            OFFICE_ZONE,
        );
        let head = format!(
            "\nSubject: [{}] {}\nTo: <{}>\n\n\n",
            list.name,
            call.subject,
            list.address()
        );
        text.push_str(&head);
    }
    let body = format!("{}\n\n{}\n\n{}\n", call.greeting, call.body, call.closing);
    text.push_str(&body);
    let subject = if pasted {
        call.subject
    } else {
        format!("Fwd: [{}] {}", list.name, call.subject)
    };
    let to = dice.pick_early(INBOXES).to_owned();
    letter::mail(world, person, Letter { subject, text }, to, until, dice)
}
