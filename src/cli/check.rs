//! Arguments to values that are known to be good, before any work starts.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::args::{Export, ExportFormat, Limits, Report, ReportFormat, Scan, Table};
use crate::archive;
use crate::campaign::impersonation::BadLine;
use crate::case::Protected;
use crate::graph::Windows;
use crate::mapping::{BadMapping, Mapping, Misfit};
use crate::simulate::PostFormat;

/// What `scan` is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanPlan {
    /// Files and folders, all of them there.
    pub inputs: Vec<PathBuf>,
    /// Case folder.
    pub case: PathBuf,
    /// The protected list.
    pub protected: Option<Protected>,
    /// The file that it was read from.
    pub protect: Option<PathBuf>,
    /// Windows of posts; `None` for the usual ones.
    pub windows: Option<Windows>,
    /// What the columns of unknown tables mean.
    pub mapping: Option<Arc<Mapping>>,
    /// The file that it was read from.
    pub map: Option<PathBuf>,
    /// Threads; `None` for all.
    pub threads: Option<usize>,
    /// How far a hostile archive may take us.
    pub limits: archive::Limits,
}

/// An id that `show` was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Id {
    /// `c3`, or a bare number.
    Campaign(u32),
    /// `m12`.
    Message(u32),
    /// `a5`.
    Account(u32),
    /// `p7`.
    Picture(u32),
    /// Anything else with an `@`, or in angle brackets: a Message-ID, or an address.
    Text(String),
}

/// What cannot be done as asked.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UsageError {
    /// An input is not there.
    #[error("{0}: no such file or folder; check the path")]
    NoInput(PathBuf),
    /// The protected list cannot be read.
    #[error(
        "{0}: the protected list cannot be read: {1}; check the path, and that it is a text file in UTF-8"
    )]
    NoList(PathBuf, String),
    /// A line of the protected list cannot be read.
    #[error("{0}, {1}")]
    BadList(PathBuf, BadLine),
    /// The protected list names nobody.
    #[error(
        "{0}: the protected list is empty; write an entry a line, such as domain: ministry.example"
    )]
    EmptyList(PathBuf),
    /// The mapping cannot be read.
    #[error(
        "{0}: the mapping cannot be read: {1}; check the path, and that it is a text file in UTF-8"
    )]
    NoMapping(PathBuf, String),
    /// What the mapping says cannot be understood.
    #[error("{0}: {1}")]
    BadMapping(PathBuf, BadMapping),
    /// The mapping names columns that an input lacks.
    #[error("{input}: {misfit}; correct the mapping {map}")]
    Misfit {
        /// The input.
        input: PathBuf,
        /// The mapping file.
        map: PathBuf,
        /// What is missing.
        misfit: Misfit,
    },
    /// What should be a table is none.
    #[error(
        "{0}: no table is seen here; rows with a line of column names, JSON lines and Parquet are read"
    )]
    NoTable(PathBuf),
    /// The case folder would lie inside an input.
    #[error(
        "{case}: the case would lie inside the input {input}; choose another place with --case DIR"
    )]
    CaseInsideInput {
        /// The case folder.
        case: PathBuf,
        /// The input folder.
        input: PathBuf,
    },
    /// What should be a case is a file.
    #[error("{0}: is a file, not a case folder")]
    CaseIsFile(PathBuf),
    /// Several tables do not fit on stdout.
    #[error("all tables need a folder: add -o FOLDER, or name one table")]
    NoFolder,
    /// The ending names no shape of posts.
    #[error("{0}: a post archive ends in .csv or .jsonl, or in these and .zst")]
    NoPostFormat(PathBuf),
    /// Parquet is not for a terminal.
    #[error("parquet cannot be printed: add -o PATH")]
    NoFile,
    /// A graph as tables needs a folder.
    #[error("a graph as tables is two files: add -o FOLDER, or choose --format gexf")]
    NoGraphFolder,
    /// A table in a format for graphs.
    #[error("{0} is a table, and {1} is for graphs; leave the table out, or choose another format")]
    NotAGraph(&'static str, &'static str),
    /// Layers without a graph.
    #[error("--layer is for graphs: add graph, or choose --format gexf")]
    LayerWithoutGraph,
    /// What should be a case is something else.
    #[error("{0}: no case here; make one with: refrain scan INPUT --case {0}")]
    NoCase(PathBuf),
}

/// Checks a scan.
///
/// # Errors
/// [`UsageError`] when an input is missing or the case would lie in a wrong place.
pub fn scan(args: &Scan) -> Result<ScanPlan, UsageError> {
    for input in &args.inputs {
        if !input.exists() {
            return Err(UsageError::NoInput(input.clone()));
        }
    }
    let case = args
        .case
        .clone()
        .unwrap_or_else(|| default_case(args.inputs.first().map_or(Path::new("x"), |p| p)));
    if case.is_file() {
        return Err(UsageError::CaseIsFile(case));
    }
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    for input in args.inputs.iter().filter(|input| input.is_dir()) {
        let (outer, inner) = (
            input.canonicalize().unwrap_or_else(|_| absolute(input)),
            real(&absolute(&case)),
        );
        if inner.starts_with(&outer) {
            return Err(UsageError::CaseInsideInput {
                case,
                input: input.clone(),
            });
        }
    }
    let threads = args.threads.map(usize::from);
    let protected = args.protect.as_deref().map(protected).transpose()?;
    let mapping = args.map.as_deref().map(mapping).transpose()?;
    if let (Some(mapping), Some(map)) = (&mapping, &args.map) {
        for input in args.inputs.iter().filter(|input| input.is_file()) {
            fits(mapping, input, map)?;
        }
    }
    Ok(ScanPlan {
        mapping: mapping.map(Arc::new),
        map: args.map.clone(),
        inputs: args.inputs.clone(),
        case,
        protected,
        protect: args.protect.clone(),
        windows: (!args.windows.is_empty()).then(|| Windows::new(&args.windows)),
        threads,
        limits: limits(&args.limits),
    })
}

/// Reads a mapping.
fn mapping(path: &Path) -> Result<Mapping, UsageError> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| UsageError::NoMapping(path.to_path_buf(), cause.to_string()))?;
    Mapping::read(&text).map_err(|bad| UsageError::BadMapping(path.to_path_buf(), bad))
}

/// A table that is not known must have the columns that the mapping names; mail and known tables are read as ever.
fn fits(mapping: &Mapping, input: &Path, map: &Path) -> Result<(), UsageError> {
    // What cannot be read is told by the scan.
    let Ok(Some(peek)) = archive::posts::peek(input) else {
        return Ok(());
    };
    match peek.fits(mapping) {
        Err(misfit) if peek.table.is_none() => Err(UsageError::Misfit {
            input: input.to_path_buf(),
            map: map.to_path_buf(),
            misfit,
        }),
        _ => Ok(()),
    }
}

/// Reads a protected list.
fn protected(path: &Path) -> Result<Protected, UsageError> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| UsageError::NoList(path.to_path_buf(), cause.to_string()))?;
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let list = Protected::read(&name, &text)
        .map_err(|bad| UsageError::BadList(path.to_path_buf(), bad))?;
    if list.list().entries.is_empty() {
        return Err(UsageError::EmptyList(path.to_path_buf()));
    }
    Ok(list)
}

/// The path with its existing part resolved.
fn real(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let (Ok(known), Ok(rest)) = (ancestor.canonicalize(), path.strip_prefix(ancestor)) {
            return known.join(rest);
        }
    }
    path.to_path_buf()
}

/// `NAME.case` in the current folder, after an input's name without its endings.
#[must_use]
pub fn default_case(input: &Path) -> PathBuf {
    let name = input.file_name().map_or_else(
        || {
            // `.` and `..` have no name of their own.
            let real = input.canonicalize().unwrap_or_default();
            real.file_name().map_or_else(
                || "archive".to_owned(),
                |name| name.to_string_lossy().into_owned(),
            )
        },
        |name| name.to_string_lossy().into_owned(),
    );
    let mut stem = name.as_str();
    for ending in [
        ".zst", ".gz", ".zip", ".tgz", ".tar", ".mbox", ".mbx", ".eml", ".emlx", ".csv", ".tsv",
        ".jsonl", ".ndjson", ".json", ".parquet", ".car", ".txt",
    ] {
        let cut = stem.len().saturating_sub(ending.len());
        if cut > 0
            && stem
                .get(cut..)
                .is_some_and(|end| end.eq_ignore_ascii_case(ending))
        {
            stem = stem.get(..cut).unwrap_or(stem);
        }
    }
    PathBuf::from(format!("{stem}.case"))
}

fn limits(args: &Limits) -> archive::Limits {
    let usual = archive::Limits::default();
    archive::Limits {
        message: args.max_message.unwrap_or(usual.message),
        expanded: args.max_expanded.unwrap_or(usual.expanded),
        entries: args.max_entries.unwrap_or(usual.entries),
        depth: args.max_depth.unwrap_or(usual.depth),
        zstd_window_log: if args.long_window {
            archive::LONG_WINDOW
        } else {
            usual.zstd_window_log
        },
        ..usual
    }
}

/// Checks that a case is there.
///
/// # Errors
/// [`UsageError`] when there is none.
pub fn case(path: &Path) -> Result<&Path, UsageError> {
    match path {
        path if path.is_file() => Err(UsageError::CaseIsFile(path.to_path_buf())),
        path if !path.join("case.db").is_file() => Err(UsageError::NoCase(path.to_path_buf())),
        path => Ok(path),
    }
}

/// Checks an export.
///
/// # Errors
/// [`UsageError`] when there is no place for what is asked.
pub fn export(args: &Export) -> Result<(), UsageError> {
    let of_graphs = match args.format {
        ExportFormat::Gexf => Some("gexf"),
        ExportFormat::Graphml => Some("graphml"),
        ExportFormat::Parquet | ExportFormat::Csv | ExportFormat::Jsonl => None,
    };
    match (args.table, of_graphs, &args.output) {
        (Some(table), Some(format), _) if table != Table::Graph => {
            Err(UsageError::NotAGraph(table.name(), format))
        }
        (Some(Table::Graph), None, None) => Err(UsageError::NoGraphFolder),
        (Some(Table::Graph), None, Some(path)) if path.is_file() => Err(UsageError::NoGraphFolder),
        (_, Some(_), _) | (Some(Table::Graph), None, Some(_)) => Ok(()),
        (_, None, _) if !args.layers.is_empty() => Err(UsageError::LayerWithoutGraph),
        (None, None, None) => Err(UsageError::NoFolder),
        (Some(_), None, None) if args.format == ExportFormat::Parquet => Err(UsageError::NoFile),
        _ => Ok(()),
    }
}

/// The format of a report: as asked, else by the file's ending, else HTML.
#[must_use]
pub fn report_format(args: &Report) -> ReportFormat {
    let ending = args
        .output
        .as_deref()
        .and_then(Path::extension)
        .map(|end| end.to_string_lossy().to_lowercase());
    args.format.unwrap_or(match ending.as_deref() {
        Some("md" | "markdown") => ReportFormat::Md,
        Some("json") => ReportFormat::Json,
        _ => ReportFormat::Html,
    })
}

/// The shape of a post archive, by its file's ending, and whether it is compressed.
///
/// # Errors
/// [`UsageError::NoPostFormat`] for other endings.
pub fn post_format(path: &Path) -> Result<(PostFormat, bool), UsageError> {
    let compressed = ends(path, "zst");
    let inner = if compressed {
        path.with_extension("")
    } else {
        path.to_path_buf()
    };
    if ends(&inner, "csv") {
        Ok((PostFormat::ToolkitCsv, compressed))
    } else if ends(&inner, "jsonl") {
        Ok((PostFormat::XApiLines, compressed))
    } else {
        Err(UsageError::NoPostFormat(path.to_path_buf()))
    }
}

fn ends(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

/// Reads `64MiB`, `4G`, `1000`: powers of 1024.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = text
        .get(digits.len()..)
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let power = match unit.trim_end_matches("ib").trim_end_matches('b') {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        _ => return Err("a size is a number with KiB, MiB, GiB or TiB".to_owned()),
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| "a size is a number with KiB, MiB, GiB or TiB".to_owned())?;
    number
        .checked_mul(1024_u64.pow(power))
        .filter(|size| *size > 0)
        .ok_or_else(|| "a size from 1 byte to 16 EiB".to_owned())
}

/// Reads `10s`, `10m`, `1h`, `1d` or a number of seconds.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn seconds(text: &str) -> Result<u64, String> {
    let wrong = || "a span is a number with s, m, h or d, such as 60s or 10m".to_owned();
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..) {
        Some("" | "s") => 1,
        Some("m" | "min") => 60,
        Some("h") => 3_600,
        Some("d") => 86_400,
        _ => return Err(wrong()),
    };
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    number.checked_mul(unit).ok_or_else(wrong)
}

/// Reads `c3` or `3`.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn campaign(text: &str) -> Result<u32, String> {
    let digits = text.strip_prefix(['c', 'C']).unwrap_or(text);
    digits
        .parse()
        .map_err(|_| "a campaign is named like c3; refrain campaigns CASE lists them".to_owned())
}

/// Reads what `show` was given.
#[must_use]
pub fn id(text: &str) -> Id {
    let numbered = |letter: [char; 2]| {
        text.strip_prefix(letter)
            .and_then(|digits| digits.parse().ok())
    };
    if let Ok(key) = text.parse() {
        return Id::Campaign(key);
    }
    if let Some(key) = numbered(['c', 'C']) {
        return Id::Campaign(key);
    }
    if let Some(key) = numbered(['m', 'M']) {
        return Id::Message(key);
    }
    if let Some(key) = numbered(['a', 'A']) {
        return Id::Account(key);
    }
    if let Some(key) = numbered(['p', 'P']) {
        return Id::Picture(key);
    }
    Id::Text(
        text.trim()
            .trim_start_matches('<')
            .trim_end_matches('>')
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_case_is_named_after_the_input() {
        for (input, case) in [
            ("data/inbox.mbox.zst", "inbox.case"),
            ("wave", "wave.case"),
            (".mbox", ".mbox.case"),
            ("a/EXPORT.ZIP", "EXPORT.case"),
            ("letters.2026.mbox", "letters.2026.case"),
        ] {
            assert_eq!(default_case(Path::new(input)), Path::new(case), "{input}");
        }
    }

    #[test]
    fn an_export_has_a_place_and_a_format_that_fits() {
        for (line, expected) in [
            ("c --format gexf", Ok(())),
            ("c graph --format graphml --layer link -o f", Ok(())),
            ("c graph --format csv -o d", Ok(())),
            ("c edges --format jsonl", Ok(())),
            (
                "c edges --format gexf",
                Err(UsageError::NotAGraph("edges", "gexf")),
            ),
            ("c graph --format csv", Err(UsageError::NoGraphFolder)),
            (
                "c graph --format parquet -o Cargo.toml",
                Err(UsageError::NoGraphFolder),
            ),
            (
                "c edges --format csv --layer link",
                Err(UsageError::LayerWithoutGraph),
            ),
            ("c --format csv", Err(UsageError::NoFolder)),
            ("c edges --format parquet", Err(UsageError::NoFile)),
        ] {
            let words = ["refrain", "export"].into_iter().chain(line.split(' '));
            let cli = <super::super::args::Cli as clap::Parser>::try_parse_from(words).unwrap();
            let super::super::args::Command::Export(args) = cli.command else {
                panic!("{line}");
            };
            assert_eq!(export(&args), expected, "{line}");
        }
    }

    #[test]
    fn sizes_read_as_people_write_them() {
        for (text, bytes) in [
            ("64MiB", 64 << 20),
            ("4G", 4 << 30),
            ("1000", 1000),
            ("2 kb", 2048),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "-1", "3 parsecs", "0", "99999999999T"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ids_tell_what_they_name() {
        assert_eq!(id("c3"), Id::Campaign(3));
        assert_eq!(id("3"), Id::Campaign(3));
        assert_eq!(id("m12"), Id::Message(12));
        assert_eq!(id("a5"), Id::Account(5));
        assert_eq!(id("p7"), Id::Picture(7));
        assert_eq!(id("<x@y>"), Id::Text("x@y".to_owned()));
        assert_eq!(
            id("ann@example.org"),
            Id::Text("ann@example.org".to_owned())
        );
    }

    #[test]
    fn a_case_never_lies_inside_its_input() {
        let folder = tempfile::tempdir().unwrap();
        let scan_args = |case: PathBuf| Scan {
            windows: Vec::new(),
            inputs: vec![folder.path().to_path_buf()],
            case: Some(case),
            protect: None,
            map: None,
            json: false,
            threads: None,
            limits: Limits {
                max_message: None,
                max_expanded: None,
                max_entries: None,
                max_depth: Some(1),
                long_window: false,
            },
        };
        let inside = scan(&scan_args(folder.path().join("deep/x.case")));
        assert!(
            matches!(inside, Err(UsageError::CaseInsideInput { .. })),
            "{inside:?}"
        );
        let other = tempfile::tempdir().unwrap();
        assert_eq!(
            scan(&scan_args(other.path().join("x.case")))
                .unwrap()
                .limits
                .depth,
            1
        );
    }

    #[test]
    fn a_bad_protected_list_names_file_line_cause_and_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("protected.txt");
        let told = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let error = protected(&path).unwrap_err().to_string();
            error.replace(&folder.path().display().to_string(), "FOLDER")
        };
        insta::assert_snapshot!(told("domain: ministry.example\nJane Doe\n"),
            @"FOLDER/protected.txt, line 2: `Jane Doe` does not begin with person:, office: or domain:; write it like person: Jane Doe <jane.doe@ministry.example>");
        insta::assert_snapshot!(told("# nobody\n"),
            @"FOLDER/protected.txt: the protected list is empty; write an entry a line, such as domain: ministry.example");
        let missing = protected(&folder.path().join("none.txt"));
        assert!(
            matches!(missing, Err(UsageError::NoList(..))),
            "{missing:?}"
        );
    }

    #[test]
    fn the_ending_tells_the_shape_of_posts() {
        use PostFormat::{ToolkitCsv, XApiLines};
        for (path, expected) in [
            ("a/posts.csv", Some((ToolkitCsv, false))),
            ("posts.CSV.zst", Some((ToolkitCsv, true))),
            ("posts.jsonl", Some((XApiLines, false))),
            ("posts.v2.jsonl.zst", Some((XApiLines, true))),
            ("posts.json", None),
            ("posts.zst", None),
            ("posts", None),
        ] {
            assert_eq!(post_format(Path::new(path)).ok(), expected, "{path}");
        }
    }

    #[test]
    fn errors_name_the_place_and_the_remedy() {
        insta::assert_snapshot!(UsageError::NoCase("x.case".into()),
            @"x.case: no case here; make one with: refrain scan INPUT --case x.case");
    }

    proptest! {
        #[test]
        fn no_argument_makes_a_panic(text in any::<String>()) {
            let _ = (size(&text), campaign(&text), id(&text), default_case(Path::new(&text)));
        }
    }
}
