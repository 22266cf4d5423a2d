//! The reader: opens sources, hands out their records, and keeps count of what is committed.
//!
//! In: files, and the members of containers as streams. Out: [`Event`]s to the visitor. One value
//! reads all inputs; what it counts of one input file (expanded bytes, records, keys to use again)
//! starts anew with each.

use std::{
    cell::Cell,
    io::{self, Read},
    ops::ControlFlow,
    path::Path,
    rc::Rc,
    sync::Arc,
};

use crate::{
    key::SourceKey,
    mapping::{Mapping, Table},
    source::{Defect, DefectKind},
};

use super::{
    Event, Format, Limits, RawBytes, RawRecord, SourceInfo,
    content::{Broken, Content, Held},
    limits::fault,
    made::{of_piece, of_post, unwrapped},
    map,
    mbox::Splitter,
    posts,
    resume::{Behind, Memory, Plan},
    separator,
    sniff::{self, HEAD, Kind},
};

/// Bytes that a message held in memory may have beyond the limit: empty lines before it, or the
/// property list after an EMLX.
const SLACK: u64 = 1 << 20;

/// Where a source stands among the others.
pub(super) struct Place {
    pub(super) parent: Option<SourceKey>,
    pub(super) name: String,
    /// Containers that it is nested in.
    pub(super) depth: u32,
    pub(super) digest: Option<[u8; 32]>,
    pub(super) bytes: Option<u64>,
}

/// What a source gave.
#[derive(Default)]
struct Tally {
    records: u64,
    bytes: u64,
}

/// Reads sources and tells the visitor.
pub(super) struct Reader<'a> {
    pub(super) limits: &'a Limits,
    visit: &'a mut dyn FnMut(Event) -> ControlFlow<()>,
    next_source: u32,
    /// Expanded bytes of the input file under way.
    pub(super) spent: Rc<Cell<u64>>,
    behind: Behind,
    /// Records of the input file met so far.
    met: u64,
    /// What the columns of unknown tables mean.
    mapping: Option<Arc<Mapping>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        limits: &'a Limits,
        next_source: u32,
        mapping: Option<Arc<Mapping>>,
        visit: &'a mut dyn FnMut(Event) -> ControlFlow<()>,
    ) -> Self {
        Self {
            limits,
            visit,
            next_source,
            spent: Rc::default(),
            behind: Behind::default(),
            met: 0,
            mapping,
        }
    }

    fn begin(&mut self, behind: Behind) {
        (self.behind, self.met) = (behind, 0);
        self.spent.set(0);
    }

    /// Reads one input file.
    pub(super) fn file(&mut self, path: &Path, memory: &mut Memory<'_>) -> ControlFlow<()> {
        let bytes = match map::bytes_of(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.unreadable(path, &error.to_string()),
        };
        let name = path.to_string_lossy().into_owned();
        let all = bytes.as_ref();
        let head = all.get(..HEAD).unwrap_or(all);
        let kind = self.kind(head, all.len() <= HEAD, Some(&bytes));
        if kind == Kind::Empty || is_ignored(&kind, &name) {
            return ControlFlow::Continue(());
        }
        let (digest, plan) = memory.plan(&name, &bytes, grows(&kind));
        match plan {
            // A table that could not be read can be now.
            Plan::Unchanged(0) if self.mapping.is_some() && matches!(kind, Kind::Posts(_)) => {
                self.begin(memory.afresh(&name));
            }
            Plan::Unchanged(records) => return (self.visit)(Event::Unchanged { name, records }),
            Plan::Read(behind) => self.begin(behind),
        }
        let place = Place {
            parent: None,
            name,
            depth: 0,
            digest: Some(digest),
            bytes: Some(all.len() as u64),
        };
        self.source(&place, kind, Content::Whole(bytes))?;
        memory.add(digest, self.met);
        ControlFlow::Continue(())
    }

    /// Tells of a file that cannot be read.
    pub(super) fn unreadable(&mut self, path: &Path, why: &str) -> ControlFlow<()> {
        self.begin(Behind::default());
        let name = path.to_string_lossy().into_owned();
        let place = Place {
            parent: None,
            name,
            depth: 0,
            digest: None,
            bytes: None,
        };
        self.rejected(&place, Defect::new(DefectKind::Unreadable, 0, why))
    }

    /// Reads one member of a container, whose bytes come as a stream.
    pub(super) fn member(&mut self, place: &Place, stream: &mut dyn Read) -> ControlFlow<()> {
        let mut head = Vec::new();
        let read = stream.take(HEAD as u64).read_to_end(&mut head);
        let kind = self.kind(&head, head.len() < HEAD, None);
        match (read, place.parent) {
            // Nothing to sniff: what is wrong is the container's matter.
            (Err(error), Some(parent)) if head.is_empty() => {
                let mut defect = fault(&error, 0);
                defect.detail = format!("{}: {}", place.name, defect.detail);
                return self.defect(parent, defect);
            }
            (Err(error), _) => {
                let broken = &mut Broken(Some(error));
                return self.source(
                    place,
                    kind,
                    Content::Stream(&mut head.as_slice().chain(broken)),
                );
            }
            (Ok(_), _) if kind == Kind::Empty || is_ignored(&kind, &place.name) => {
                return ControlFlow::Continue(());
            }
            (Ok(_), _) => {}
        }
        self.source(
            place,
            kind,
            Content::Stream(&mut head.as_slice().chain(stream)),
        )
    }

    /// Opens a source, reads all of it, and closes it.
    fn source(&mut self, place: &Place, kind: Kind, content: Content<'_>) -> ControlFlow<()> {
        let format = match kind {
            Kind::Mbox => Format::Mbox,
            Kind::Eml => Format::Eml,
            Kind::Emlx => Format::Emlx,
            Kind::Posts(known) => Format::Posts(known.export),
            Kind::Unmapped(words) => {
                return self.rejected(place, Defect::new(DefectKind::UnknownTable, 0, words));
            }
            Kind::Parquet => {
                let words = "a Parquet file within another: unpack it first";
                return self.rejected(place, Defect::new(DefectKind::UnknownFormat, 0, words));
            }
            Kind::Zip | Kind::Tar | Kind::Gzip | Kind::Zstd => Format::Container,
            Kind::Empty => {
                return self.rejected(place, Defect::new(DefectKind::UnknownFormat, 0, "empty"));
            }
            Kind::Foreign(words) => {
                return self.rejected(place, Defect::new(DefectKind::UnknownFormat, 0, words));
            }
        };
        let key = self.open(place, format)?;
        let mut tally = Tally::default();
        match kind {
            Kind::Mbox => self.mbox(key, content, &mut tally)?,
            Kind::Eml => self.eml(key, content, &mut tally)?,
            Kind::Emlx => self.emlx(key, content, &mut tally)?,
            Kind::Posts(known) => self.posts(key, known, content, &mut tally)?,
            container => {
                if place.depth < self.limits.depth {
                    tally.bytes = self.container(key, place, &container, content)?;
                } else {
                    let words = format!("container {} deep", place.depth.saturating_add(1));
                    self.defect(key, Defect::new(DefectKind::DepthLimit, 0, words))?;
                }
            }
        }
        let bytes = place
            .bytes
            .filter(|_| place.parent.is_none())
            .unwrap_or(tally.bytes);
        (self.visit)(Event::Closed {
            source: key,
            bytes,
            records: tally.records,
        })
    }

    /// Opens and closes a source that gives nothing.
    pub(super) fn rejected(&mut self, place: &Place, defect: Defect) -> ControlFlow<()> {
        let key = self.open(place, Format::Unknown)?;
        self.defect(key, defect)?;
        (self.visit)(Event::Closed {
            source: key,
            bytes: place.bytes.unwrap_or(0),
            records: 0,
        })
    }

    fn open(&mut self, place: &Place, format: Format) -> ControlFlow<(), SourceKey> {
        let key = SourceKey(self.behind.keys.next().unwrap_or_else(|| {
            let free = self.next_source;
            self.next_source = free.saturating_add(1);
            free
        }));
        let info = SourceInfo {
            key,
            parent: place.parent,
            name: place.name.clone(),
            format,
            digest: place.digest,
            bytes: place.bytes,
        };
        (self.visit)(Event::Opened(info))?;
        ControlFlow::Continue(key)
    }

    /// Tells of something wrong with a source.
    pub(super) fn defect(&mut self, key: SourceKey, defect: Defect) -> ControlFlow<()> {
        (self.visit)(Event::Defect(key, defect))
    }

    fn mbox(&mut self, key: SourceKey, content: Content<'_>, tally: &mut Tally) -> ControlFlow<()> {
        let mut splitter = match content {
            Content::Whole(bytes) => Splitter::whole(bytes, self.limits.message),
            Content::Stream(stream) => Splitter::stream(stream, self.limits.message),
        };
        for piece in splitter.by_ref() {
            tally.records += 1;
            self.record(of_piece(key, piece, self.limits))?;
        }
        tally.bytes = splitter.bytes_read();
        let error = splitter.error.take();
        self.ended(key, error, tally)
    }

    fn eml(&mut self, key: SourceKey, content: Content<'_>, tally: &mut Tally) -> ControlFlow<()> {
        let held = Held::of(content, self.limits.message.saturating_add(SLACK));
        let start = separator::skip_blank(held.bytes.as_ref());
        let length = held.total.saturating_sub(start as u64);
        let mut record = unwrapped(key, &held.bytes, start, length, self.limits);
        if let Some(error) = &held.error {
            record.defects.push(Defect::new(
                DefectKind::Truncated,
                length,
                format!("the stream ended early: {error}"),
            ));
        }
        (tally.records, tally.bytes) = (1, held.total);
        self.record(record)?;
        self.ended(key, held.error, tally)
    }

    fn emlx(&mut self, key: SourceKey, content: Content<'_>, tally: &mut Tally) -> ControlFlow<()> {
        let held = Held::of(content, self.limits.message.saturating_add(SLACK));
        let (count, start) = sniff::count_line(held.bytes.as_ref()).unwrap_or_default();
        let there = held.total.saturating_sub(start as u64);
        let mut record = unwrapped(key, &held.bytes, start, count.min(there), self.limits);
        if count > there {
            let words = format!("{count} bytes announced, {there} found");
            record
                .defects
                .push(Defect::new(DefectKind::Truncated, there, words));
        }
        (tally.records, tally.bytes) = (1, held.total);
        self.record(record)?;
        self.ended(key, held.error, tally)
    }

    fn posts(
        &mut self,
        key: SourceKey,
        known: posts::Known,
        content: Content<'_>,
        tally: &mut Tally,
    ) -> ControlFlow<()> {
        if posts::is_held(known.syntax) {
            return self.held_posts(key, known, content, tally);
        }
        let mut cutter = posts::cutter(content, known, self.mapping_of(known).as_ref());
        for piece in cutter.by_ref() {
            tally.records += 1;
            self.record(of_post(key, piece, self.limits))?;
        }
        tally.bytes = cutter.bytes_read();
        for defect in cutter.defect.take().into_iter().chain(cutter.others()) {
            self.defect(key, defect)?;
        }
        let error = cutter.error.take();
        self.ended(key, error, tally)
    }

    fn held_posts(
        &mut self,
        key: SourceKey,
        known: posts::Known,
        content: Content<'_>,
        tally: &mut Tally,
    ) -> ControlFlow<()> {
        let held = Held::of(content, posts::MOST_HELD);
        tally.bytes = held.total;
        let mapping = self.mapping_of(known);
        let mut take = |found| match found {
            Ok(piece) => {
                tally.records += 1;
                self.record(of_post(key, piece, self.limits))
            }
            Err(defect) => self.defect(key, defect),
        };
        posts::held(&held.bytes, known, mapping.as_ref(), &mut take)?;
        if held.total > held.bytes.as_ref().len() as u64 {
            let words = format!("{} bytes; {} were read", held.total, posts::MOST_HELD);
            self.defect(
                key,
                Defect::new(DefectKind::Truncated, posts::MOST_HELD, words),
            )?;
        }
        self.ended(key, held.error, tally)
    }

    /// The mapping that a person gave, for tables that it is to read.
    fn mapping_of(&self, known: posts::Known) -> Option<Arc<Mapping>> {
        let is_mapped = known.export == posts::Export::Table(Table::Mapped);
        self.mapping.clone().filter(|_| is_mapped)
    }

    /// What a file or member is; a table that the given mapping fits is read by it, whatever else it could be.
    fn kind(&self, head: &[u8], whole: bool, all: Option<&RawBytes>) -> Kind {
        let mapping = self.mapping.as_deref();
        let kind = sniff::sniff(head, whole);
        if let (Kind::Parquet, Some(bytes)) = (&kind, all) {
            return posts::sniff_parquet(bytes, mapping).map_or_else(Kind::Unmapped, Kind::Posts);
        }
        let can_be = matches!(
            kind,
            Kind::Posts(_) | Kind::Unmapped(_) | Kind::Foreign(_) | Kind::Eml
        );
        let mapped = mapping
            .filter(|_| can_be)
            .and_then(|mapping| posts::mapped(head, mapping));
        mapped.map_or(kind, Kind::Posts)
    }

    fn ended(
        &mut self,
        key: SourceKey,
        error: Option<io::Error>,
        tally: &Tally,
    ) -> ControlFlow<()> {
        error.map_or(ControlFlow::Continue(()), |error| {
            self.defect(key, fault(&error, tally.bytes))
        })
    }

    /// Hands a record out, unless it is committed already.
    fn record(&mut self, record: RawRecord) -> ControlFlow<()> {
        self.met += 1;
        let end = record.at.offset.saturating_add(record.at.length);
        let has_grown = self.behind.grown_from.is_some_and(|bytes| end > bytes);
        if self.met > self.behind.records || has_grown {
            (self.visit)(Event::Record(record))
        } else {
            ControlFlow::Continue(())
        }
    }
}

/// Whether records are written behind the others as time goes by.
fn grows(kind: &Kind) -> bool {
    match kind {
        Kind::Mbox => true,
        Kind::Posts(known) => matches!(
            known.syntax,
            posts::Syntax::Row | posts::Syntax::JsonLine | posts::Syntax::JsonPages(_)
        ),
        _ => false,
    }
}

/// Whether a file is nothing that anybody expects to be read.
fn is_ignored(kind: &Kind, name: &str) -> bool {
    matches!(kind, Kind::Foreign(_) | Kind::Unmapped(_)) && sniff::is_side_file(name)
}
