//! The index of small cases: made once, anew when the case grows, and read page by page.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use super::{Account, Bar, Bucket, Filling, Index, Order, PAGE, Sender, place};
use crate::case::{
    Case, Part, Unwatched, VerifyPlan, Watch,
    media::AttachmentRow,
    rows::{
        AccountRow, FillingRow, GroupRow, HandleRow, MemberRow, MessageRow, PassageRow, TextRow,
    },
    verify,
};

/// 2025-01-06T00:00:00Z, a Monday.
pub(in super::super) const MONDAY: i64 = 1_736_121_600;

/// Counts the stages, and stops at one of them.
#[derive(Default)]
struct Counting {
    stages: AtomicU32,
    stop_at: Option<u32>,
}

impl Watch for Counting {
    fn stage(&self, _name: &str, _total: u64) {
        self.stages.fetch_add(1, Ordering::Relaxed);
    }

    fn advance(&self, _units: u64) {}

    fn stopped(&self) -> bool {
        self.stop_at
            .is_some_and(|stage| self.stages.load(Ordering::Relaxed) >= stage)
    }
}

/// A message of an account of the same number, an hour after the one before.
pub(in super::super) fn message(key: u32, subject: &str) -> MessageRow {
    MessageRow {
        message: key,
        external_id: Some(format!("{key}@mail.example")),
        platform: "mail".to_owned(),
        account: Some(key),
        sent_at: Some(MONDAY + 3600 * i64::from(key)),
        subject: subject.to_owned(),
        language: Some("eng".to_owned()),
        words: 3,
        ..MessageRow::default()
    }
}

/// A part of these messages with these own texts, each by an account of its own.
pub(in super::super) fn part(messages: Vec<MessageRow>, texts: &[&str]) -> Part {
    let keys = messages.iter().map(|row| row.message);
    Part {
        texts: keys
            .clone()
            .zip(texts)
            .map(|(message, text)| TextRow {
                message,
                own_text: (*text).to_owned(),
                ..TextRow::default()
            })
            .collect(),
        handles: keys
            .map(|account| HandleRow {
                account,
                platform: "mail".to_owned(),
                handle: format!("writer{account}@post.example"),
            })
            .collect(),
        messages,
        ..Part::default()
    }
}

fn letters(first: u32, count: u32) -> Part {
    let messages: Vec<_> = (first..first + count)
        .map(|key| message(key, "The bridge"))
        .collect();
    let texts = vec!["Please mend the bridge."; count as usize];
    part(messages, &texts)
}

fn open(case: &Case) -> Index {
    Index::open(case, &Unwatched).unwrap().unwrap()
}

/// A run in which all messages of the case are of campaign 4 and group 2.
fn run(case: &Case) {
    let count = case.message_count().unwrap();
    let mut run = case.begin_run("{}").unwrap();
    run.write(&member_rows(0..count)).unwrap();
    let likeness = |key: u32| f32::from(u16::try_from(key * 37 % 101).unwrap()) / 101.0;
    let groups = (0..count).map(|message| GroupRow {
        message,
        group: 2,
        similarity: likeness(message),
    });
    run.write(&groups.collect::<Vec<_>>()).unwrap();
    let accounts = (0..count).map(|account| AccountRow {
        account,
        platform: "mail".to_owned(),
        handle: format!("writer{account}@post.example"),
        display_name: format!("Writer {account}"),
        domain: "post.example".to_owned(),
        messages: 1,
        ..AccountRow::default()
    });
    run.write(&accounts.collect::<Vec<_>>()).unwrap();
    let fillings = (0..count).map(|message| FillingRow {
        message,
        group: 2,
        slot: 1,
        value: if message % 3 == 0 { "Dear" } else { "Hello" }.to_owned(),
    });
    run.write(&fillings.collect::<Vec<_>>()).unwrap();
    run.commit().unwrap();
}

fn member_rows(messages: std::ops::Range<u32>) -> Vec<MemberRow> {
    messages
        .map(|message| MemberRow {
            message,
            campaign: 4,
            verdict: "form_letter".to_owned(),
            group: Some(2),
            kind: "near_duplicate".to_owned(),
            ..MemberRow::default()
        })
        .collect()
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("explore"))
        .collect();
    names.sort();
    names
}

#[test]
fn an_index_is_made_once_and_anew_when_the_case_has_more_messages_or_another_run() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.commit_part(&letters(0, 3)).unwrap();
    let opened = |expected: u32, built: bool| {
        let watch = Counting::default();
        let index = Index::open(&case, &watch).unwrap().unwrap();
        assert_eq!(index.count().unwrap(), expected);
        assert_eq!(watch.stages.load(Ordering::Relaxed) > 0, built);
        index
    };
    let before = opened(3, true);
    opened(3, false);
    case.commit_part(&letters(3, 2)).unwrap();
    opened(5, true);
    opened(5, false);
    run(&case);
    let after = opened(5, true);
    assert_eq!(after.messages_of(4, Order::Newest, 0).unwrap().total, 5);
    // Whoever has the old file open reads on in it, and can tell.
    assert_eq!(before.count().unwrap(), 3);
    assert!(!before.is_current(&case).unwrap() && after.is_current(&case).unwrap());
    assert_eq!(files(dir.path()), [place::NAME]);
    assert!(verify(dir.path(), VerifyPlan::default()).unwrap().holds());
}

#[test]
fn a_file_that_is_no_index_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.commit_part(&letters(0, 3)).unwrap();
    for bytes in [b"".as_slice(), b"not a database at all", &[0; 8192]] {
        fs::write(dir.path().join(place::NAME), bytes).unwrap();
        assert_eq!(open(&case).count().unwrap(), 3);
    }
    drop(open(&case));
    let path = dir.path().join(place::NAME);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, whole.get(..8192).unwrap()).unwrap();
    assert_eq!(open(&case).count().unwrap(), 3);
}

#[test]
fn where_the_case_cannot_be_written_the_index_is_a_temporary_file() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.commit_part(&letters(0, 3)).unwrap();
    // A folder of that name refuses the file, for any user.
    fs::create_dir(dir.path().join(place::NAME)).unwrap();
    fs::write(dir.path().join(place::NAME).join("kept"), "").unwrap();
    let index = open(&case);
    let path = index.path().to_path_buf();
    assert!(path.is_file() && index.count().unwrap() == 3);
    drop(index);
    assert!(!path.exists());
}

#[test]
fn a_building_that_is_stopped_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.commit_part(&letters(0, 3)).unwrap();
    for stage in 0..5 {
        let watch = Counting {
            stop_at: Some(stage),
            ..Counting::default()
        };
        let opened = Index::open(&case, &watch).unwrap();
        assert_eq!(
            (opened.is_none(), files(dir.path()).is_empty()),
            (true, true),
            "{stage}"
        );
    }
}

#[test]
fn an_empty_case_has_empty_pages() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    let index = open(&case);
    assert_eq!(index.count().unwrap(), 0);
    assert_eq!(index.message(0).unwrap(), None);
    assert_eq!(index.messages_of(0, Order::LeastAlike, 0).unwrap().total, 0);
    assert_eq!(index.span(None).unwrap(), None);
    assert_eq!(index.timeline(None, Bucket::Day, None).unwrap(), []);
    assert_eq!(index.slots(0).unwrap(), []);
}

#[test]
fn a_case_without_a_run_has_its_messages_and_accounts() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    let mut part = letters(0, 3);
    part.attachments = vec![AttachmentRow {
        message: 1,
        media_type: "image/png".to_owned(),
        ..AttachmentRow::default()
    }];
    part.messages[1].media = vec!["ab".to_owned()];
    part.messages[2].sent_at = None;
    case.commit_part(&part).unwrap();
    let index = open(&case);
    let second = index.message(1).unwrap().unwrap();
    assert_eq!(
        (second.campaign, second.group, second.similarity),
        (None, None, None)
    );
    assert_eq!(
        (second.files, second.image, second.opening.as_str()),
        (1, true, "Please mend the bridge.")
    );
    assert_eq!(index.messages_with_id("1@mail.example").unwrap(), [1]);
    assert_eq!(index.messages_with_id("no@mail.example").unwrap(), [0; 0]);
    let account = index.account(1).unwrap().unwrap();
    let Account {
        handle,
        domain,
        pseudonym,
        ..
    } = &account;
    assert_eq!(
        (handle.as_str(), domain.as_str()),
        ("writer1@post.example", "post.example")
    );
    assert_eq!(index.accounts_called(pseudonym).unwrap(), [1]);
    assert_eq!(index.accounts_with_handle(handle).unwrap(), [1]);
    assert_eq!(index.timeline(None, Bucket::Hour, None).unwrap().len(), 2);
}

#[test]
fn messages_of_a_campaign_come_page_by_page_in_each_order() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    let count = PAGE * 2 + 7;
    case.commit_part(&letters(0, 60)).unwrap();
    case.commit_part(&letters(60, count - 60)).unwrap();
    run(&case);
    let index = open(&case);
    for order in [
        Order::LeastAlike,
        Order::MostAlike,
        Order::Newest,
        Order::Oldest,
    ] {
        let mut all = Vec::new();
        for page in 0..3 {
            let listed = index.messages_of(4, order, page).unwrap();
            assert_eq!(listed.total, count);
            all.extend(listed.rows);
        }
        assert_eq!(all.len(), count as usize, "{order:?}");
        let in_order = all.windows(2).all(|pair| match order {
            Order::LeastAlike => pair[0].similarity <= pair[1].similarity,
            Order::MostAlike => pair[0].similarity >= pair[1].similarity,
            Order::Newest => pair[0].at > pair[1].at,
            Order::Oldest => pair[0].at < pair[1].at,
        });
        assert!(in_order, "{order:?}");
        assert_eq!(index.messages_of(4, order, 3).unwrap().rows, []);
        assert_eq!(index.messages_of(4, order, u32::MAX).unwrap().rows, []);
    }
    assert_eq!(index.messages_in(2, 0).unwrap().total, count);
    assert_eq!(index.messages_of(9, Order::Newest, 0).unwrap().total, 0);
}

#[test]
fn the_nearest_of_a_group_are_those_nearest_in_likeness_on_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(folder.path()).unwrap();
    case.commit_part(&letters(0, 60)).unwrap();
    run(&case);
    let index = open(&case);
    let likeness = |key: u32| f64::from(f32::from(u16::try_from(key * 37 % 101).unwrap()) / 101.0);
    for asked in [-1.0, 0.0, 0.31, likeness(7), 0.99, 2.0] {
        let mut expected: Vec<u32> = (0..60).collect();
        expected.sort_by(|a, b| {
            let apart = |key: u32| (likeness(key) - asked).abs();
            apart(*a).total_cmp(&apart(*b)).then(a.cmp(b))
        });
        expected.truncate(7);
        let near = index.near(2, asked, 7).unwrap();
        let keys: Vec<u32> = near.iter().map(|row| row.key).collect();
        assert_eq!(keys, expected, "{asked}");
    }
    assert!(index.near(3, 0.5, 7).unwrap().is_empty());
}

#[test]
fn what_drawings_are_made_of_is_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(folder.path()).unwrap();
    case.commit_part(&letters(0, 60)).unwrap();
    run(&case);
    let index = open(&case);
    let expected: Vec<(u32, u32)> = (0..9).map(|key| (key, key)).collect();
    assert_eq!(index.written_in(4, 9).unwrap(), expected);
    assert_eq!(index.written_in(5, 9).unwrap(), []);
    let all = index.senders_of(4, 0).unwrap().rows;
    assert_eq!(index.first_senders(4, PAGE).unwrap(), all);
    assert_eq!(index.first_senders(4, 2).unwrap(), all[..2]);
}

#[test]
fn senders_and_their_campaigns_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    let mut part = letters(0, 5);
    part.messages[4].account = Some(1);
    case.commit_part(&part).unwrap();
    run(&case);
    let index = open(&case);
    let senders = index.senders_of(4, 0).unwrap();
    let first = Sender {
        campaign: 4,
        account: 1,
        messages: 2,
    };
    assert_eq!((senders.total, senders.rows.first()), (4, Some(&first)));
    assert_eq!(index.campaigns_of(1, 0).unwrap().rows, [first]);
    let keys = |rows: Vec<super::Message>| rows.iter().map(|row| row.key).collect::<Vec<_>>();
    assert_eq!(keys(index.messages_by(1, 0).unwrap().rows), [4, 1]);
    assert_eq!(keys(index.messages(&[3, 99, 0]).unwrap()), [3, 0]);
}

#[test]
fn the_likeness_of_a_partial_member_is_its_share_of_the_passage() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.commit_part(&letters(0, 2)).unwrap();
    let mut run = case.begin_run("{}").unwrap();
    run.write(&member_rows(0..2)).unwrap();
    let passage = |share| PassageRow {
        message: 1,
        share,
        ..PassageRow::default()
    };
    run.write(&[passage(0.5), passage(0.75)]).unwrap();
    run.commit().unwrap();
    let members = open(&case)
        .messages_of(4, Order::LeastAlike, 0)
        .unwrap()
        .rows;
    let seen: Vec<_> = members
        .iter()
        .map(|row| (row.key, row.similarity))
        .collect();
    assert_eq!(seen, [(0, None), (1, Some(0.75))]);
}

#[test]
fn a_timeline_has_bars_of_hours_days_and_weeks_from_monday() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    let hours = [-200 * 24, -1, 0, 5, 23, 24, 6 * 24, 7 * 24];
    let mut part = letters(0, 8);
    for (row, hour) in part.messages.iter_mut().zip(hours) {
        row.sent_at = Some(MONDAY + hour * 3600 + 1800);
    }
    part.messages[0].sent_at = Some(-1);
    case.commit_part(&part).unwrap();
    run(&case);
    let index = open(&case);
    let bars = |bucket, within| {
        let bars = index.timeline(Some(4), bucket, within).unwrap();
        let all = index.timeline(None, bucket, None).unwrap();
        assert_eq!(all.iter().map(|bar| bar.messages).sum::<u32>(), 8);
        bars.iter()
            .map(|&Bar { start, messages }| ((start - MONDAY) / 3600, messages))
            .collect::<Vec<_>>()
    };
    let since = Some(MONDAY - 3600..i64::MAX);
    assert_eq!(
        bars(Bucket::Hour, since.clone()),
        [
            (-1, 1),
            (0, 1),
            (5, 1),
            (23, 1),
            (24, 1),
            (144, 1),
            (168, 1)
        ]
    );
    assert_eq!(
        bars(Bucket::Day, since.clone()),
        [(-24, 1), (0, 3), (24, 1), (144, 1), (168, 1)]
    );
    assert_eq!(bars(Bucket::Week, since), [(-168, 1), (0, 5), (168, 1)]);
    assert_eq!(
        bars(Bucket::Day, Some(MONDAY + 7200..MONDAY + 7201)),
        [(0, 3)]
    );
    let first = index
        .timeline(None, Bucket::Hour, Some(i64::MIN..0))
        .unwrap();
    assert_eq!(
        first,
        [Bar {
            start: -3600,
            messages: 1
        }]
    );
    assert_eq!(
        index.span(Some(4)).unwrap(),
        Some((-3600, MONDAY + 168 * 3600))
    );
}

#[test]
fn slot_values_lead_to_their_users_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.commit_part(&letters(0, 7)).unwrap();
    run(&case);
    let index = open(&case);
    let slots = index.slots(2).unwrap();
    assert_eq!(
        slots
            .iter()
            .map(|slot| (slot.slot, slot.values, slot.messages))
            .collect::<Vec<_>>(),
        [(1, 2, 7)]
    );
    let values = index.values_of(2, 1, 0).unwrap();
    let seen: Vec<_> = values
        .rows
        .iter()
        .map(|row| (row.value.as_str(), row.messages))
        .collect();
    assert_eq!((values.total, seen), (2, vec![("Hello", 4), ("Dear", 3)]));
    let users = index.users_of(values.rows[1].key, 0).unwrap();
    assert_eq!(
        users.rows.iter().map(|row| row.key).collect::<Vec<_>>(),
        [0, 3, 6]
    );
    let filled = Filling {
        slot: 1,
        value: "Hello".to_owned(),
    };
    assert_eq!(index.fillings_of(4).unwrap(), [filled]);
}

#[test]
fn a_search_that_takes_too_long_is_given_up_and_the_next_one_is_answered() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    let index = open(&case);
    let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let limit = std::time::Duration::from_millis(50);
    let asked = index.all_within(limit, endless, [], |row| row.get::<_, i64>(0));
    assert_eq!(asked.unwrap(), None);
    let asked = index.all_within(limit, "SELECT 7", [], |row| row.get::<_, i64>(0));
    assert_eq!(asked.unwrap(), Some(vec![7]));
}

#[test]
fn many_threads_may_ask_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.commit_part(&letters(0, 40)).unwrap();
    let index = open(&case);
    std::thread::scope(|scope| {
        for first in 0..12 {
            let index = &index;
            scope.spawn(move || {
                for key in first..40 {
                    assert_eq!(index.message(key).unwrap().map(|row| row.key), Some(key));
                }
            });
        }
    });
}
