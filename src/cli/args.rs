//! The arguments as people type them, with the help they read.
//!
//! Raw clap structs; [`super::check`] turns them into values that are known to be good.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

/// What stands below the help of every command.
const EXIT_CODES: &str = "\
Exit codes: 0 done · 1 negative answer (nothing found, verify failed) · 2 usage · 3 done, but some input was rejected \
· 4 environment (disk, permission) · 5 a bug of ours · 130 interrupted, can be resumed";

/// Finds the texts that many accounts repeat, and weighs who is behind the repetition.
#[derive(Debug, Parser)]
#[command(name = "refrain", version, about, propagate_version = true, after_help = EXIT_CODES)]
#[command(
    long_about = "Finds the texts and other things that many accounts repeat in mail and post archives, and weighs who is behind the \
                  repetition: many people with one text, or one hand with many names. It shows the evidence for and \
                  against, and never says more than the evidence does. Nothing leaves this machine."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to write.
    #[command(flatten)]
    pub manner: Manner,
}

/// How to write.
#[derive(Clone, Copy, Debug, Args)]
pub struct Manner {
    /// When to use colour
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        global = true,
        value_name = "WHEN"
    )]
    pub color: Colour,
    /// Say less on stderr: no progress, only errors
    #[arg(short, long, global = true, action = ArgAction::SetTrue, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on stderr: every rejected piece of input, and how long each stage took
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub verbose: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The command by which this program has files looked at in a process of its own.
pub const LOOK: &str = "look-at-files";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read archives, analyse, and print the findings
    #[command(
        after_help = "Examples:\n  refrain scan inbox.mbox\n  refrain scan export.zip late/ --case wave.case\n  \
        refrain scan inbox.mbox --protect protected.txt\n  refrain scan posts.jsonl.zst --windows 10s,60s,10m\n  \
        refrain scan table.csv --map table.toml\n\n\
        A protected list has one entry a line; lines that begin with # are passed over:\n  \
        person: Jane Doe <jane.doe@ministry.example>, <jane.doe@home.example>\n  \
        office: Office of the Minister <minister@ministry.example>\n  \
        domain: ministry.example\n\n\
        Scanning again reads only what is new. Nothing is ever written beside or into the input."
    )]
    Scan(Scan),
    /// Propose what the columns of a table mean, for scan --map
    #[command(
        after_help = "Example:\n  refrain map posts.csv -o posts.toml\n  refrain scan posts.csv --map posts.toml\n\n\
        Reads rows (CSV and its kin), JSON lines and Parquet, also within gzip or zstd. What it writes is a proposal: \
        look at each line before you use it."
    )]
    Map(Map),
    /// Say what pictures, documents, sounds and films show: where they come from, and what their traces say
    #[command(
        after_help = "Examples:\n  refrain media photo.jpg\n  refrain media one.jpg two.jpg --overlay marked/\n  \
        refrain media attachments/*.jpg --json\n\n\
        Of several files it also says which show the same picture, and where these differ. Nothing found does not mean \
        that a picture is authentic. Files are looked at in a process of their own, which is ended after the deadline."
    )]
    Media(Media),
    /// List the campaigns of a case
    Campaigns(Campaigns),
    /// Show one campaign (c3), message (m12 or a Message-ID), account (a5, a pseudonym or an address) or picture (p7)
    Show(Show),
    /// Open a case in the browser: campaigns, messages, evidence, search, notes
    #[command(
        after_help = "Examples:\n  refrain explore inbox.case\n  refrain explore inbox.case --open\n  \
        refrain explore inbox.case --reveal inbox.case/key\n\n\
        Prints an address on this machine that opens one browser once. Nothing is fetched, and nobody else can reach it. The first \
        time an index is made beside the tables of the case; it may be deleted at any time."
    )]
    Explore(Explore),
    /// Write a report
    #[command(
        after_help = "Example:\n  refrain report inbox.case -o report.html --contact 'protection@ministry.example'"
    )]
    Report(Report),
    /// Write tables for other programs
    #[command(
        after_help = "Examples:\n  refrain export inbox.case members --format jsonl\n  \
        refrain export inbox.case --format parquet -o tables/\n  \
        refrain export posts.case --format gexf -o graph.gexf\n  \
        refrain export posts.case graph --format csv --layer link -o graph/\n  \
        refrain export posts.case --format csv --safe -o to-pass-on/\n\n\
        Accounts of platforms are written with their ids there, those of mail with keys that mean something in the \
        case alone."
    )]
    Export(Export),
    /// Count which posts share things within a window, with no statistics: what other tools report
    #[command(after_help = "Example:\n  refrain count posts.case link --window 60s -o pairs.csv")]
    Count(Count),
    /// Write an archive with planted campaigns whose truth is known
    #[command(
        after_help = "Examples:\n  refrain simulate inbox.mbox.zst --truth truth.jsonl\n  \
        refrain simulate --posts posts.jsonl.zst --messages 100000 --truth truth.csv --organic organic.csv\n  \
        refrain simulate --media inbox.mbox --truth truth.jsonl --media-truth pictures.jsonl\n\n\
        With --posts the truth has a line user_id,campaign,kind for each account of a campaign; a campaign's name ends \
        with the seconds within which its accounts act. The innocent groups have a line user_id,group,kind for each \
        account. The truth about pictures names message, picture (one a scene), variant, campaign and, where a copy was \
        altered, columns and rows of its region: x, y, width, height."
    )]
    Simulate(Simulate),
    /// Check a case: digests, tables, and with --sources the input files too
    Verify(Verify),
    /// Check this machine: disk, memory, threads, locks
    Doctor(Doctor),
    /// Look at files that another process of this program hands over
    #[command(name = LOOK, hide = true)]
    LookAtFiles,
    /// Print a shell's completions
    Completions(Completions),
    /// Print the man page, or write all man pages into a folder
    Man(Man),
}

/// `scan`.
#[derive(Debug, Args)]
pub struct Scan {
    /// Files or folders: mbox, eml, emlx, Maildir; exports of posts (X, Telegram, Mastodon, Bluesky, Reddit and more, and
    /// tables); and zip, tar, gz, zst around them
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Case folder to make or to go on with [default: NAME.case here, after the first input]
    #[arg(long, value_name = "DIR")]
    pub case: Option<PathBuf>,
    /// List of persons, offices and domains; mail that shows one of them but comes from elsewhere is told, single
    /// mails too. Give it at each scan: findings are those of the last
    #[arg(long, value_name = "FILE")]
    pub protect: Option<PathBuf>,
    /// Spans within which two posts count as together, such as 10s,60s,10m [default: 10s,60s,10m]
    #[arg(long, value_name = "SPANS", value_delimiter = ',', value_parser = super::check::seconds)]
    pub windows: Vec<u64>,
    /// What the columns of tables mean that are not known: a file that `refrain map` proposes
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// Threads [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// How far a hostile archive may take us.
    #[command(flatten)]
    pub limits: Limits,
}

/// Limits of `scan`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Bytes of one message, such as 64MiB; what lies beyond is not read
    #[arg(long, value_name = "SIZE", value_parser = super::check::size)]
    pub max_message: Option<u64>,
    /// Bytes that the containers of one file may expand to, such as 4GiB
    #[arg(long, value_name = "SIZE", value_parser = super::check::size)]
    pub max_expanded: Option<u64>,
    /// Members of one container
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_entries: Option<u64>,
    /// Nesting of containers
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=16))]
    pub max_depth: Option<u32>,
    /// Read zstd files with windows of up to 2 GiB, as dumps of Reddit have; takes as much memory
    #[arg(long)]
    pub long_window: bool,
}

/// `map`.
#[derive(Debug, Args)]
pub struct Map {
    /// A table of posts
    #[arg(value_name = "FILE")]
    pub table: PathBuf,
    /// File to write [default: stdout]
    #[arg(short, long, value_name = "OUT.toml")]
    pub output: Option<PathBuf>,
}

/// `media`.
#[derive(Debug, Args)]
pub struct Media {
    /// Pictures, documents, sounds and films
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write a picture of what each finding marks into this folder
    #[arg(long, value_name = "DIR")]
    pub overlay: Option<PathBuf>,
    /// Also write a picture of the error levels of each JPEG there: something to look at, which no finding rests on
    #[arg(long, requires = "overlay")]
    pub error_levels: bool,
    /// Seconds that one file may take
    #[arg(long, value_name = "N", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub seconds: u64,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// `campaigns`.
#[derive(Debug, Args)]
pub struct Campaigns {
    /// Case folder
    pub case: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// Case folder
    pub case: PathBuf,
    /// Campaign c3, message m12 or Message-ID, account a5, pseudonym or address, picture or other file p7
    pub id: String,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// Show names and addresses, with this pseudonym key; entered in the case's log
    #[arg(long, value_name = "KEYFILE")]
    pub reveal: Option<PathBuf>,
}

/// `explore`.
#[derive(Debug, Args)]
pub struct Explore {
    /// Case folder
    pub case: PathBuf,
    /// Port on this machine; any that is free unless given
    #[arg(long, default_value_t = 0, value_name = "N", hide_default_value = true)]
    pub port: u16,
    /// Ask the desktop to open the address
    #[arg(long)]
    pub open: bool,
    /// Show names, addresses and messages as they came, with this pseudonym key; entered in the case's log
    #[arg(long, value_name = "KEYFILE")]
    pub reveal: Option<PathBuf>,
}

/// Formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One self-contained page
    Html,
    /// Markdown
    Md,
    /// JSON, schema refrain.report/1
    Json,
}

/// `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// Case folder
    pub case: PathBuf,
    /// File to write; its ending chooses the format [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Format [default: by the file's ending, else html]
    #[arg(long, value_enum)]
    pub format: Option<ReportFormat>,
    /// Tell these campaigns in detail, such as c3; can be repeated [default: the first 20]
    #[arg(long = "campaign", value_name = "ID", value_parser = super::check::campaign)]
    pub campaigns: Vec<u32>,
    /// Show names and addresses, with this pseudonym key; entered in the case's log
    #[arg(long, value_name = "KEYFILE")]
    pub reveal: Option<PathBuf>,
    /// Where people can object
    #[arg(long, value_name = "TEXT")]
    pub contact: Option<String>,
}

/// Tables of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(
    missing_docs,
    reason = "the names are the tables' own, described in the export's schema"
)]
pub enum Table {
    Messages,
    Texts,
    Traces,
    Accounts,
    Groups,
    Templates,
    Fillings,
    Passages,
    Edges,
    Shared,
    Clusters,
    Communities,
    Campaigns,
    Members,
    Evidence,
    Ties,
    Impersonations,
    Attachments,
    Media,
    #[value(name = "media_evidence")]
    MediaEvidence,
    Copies,
    Sources,
    /// The graph of accounts: as gexf or graphml one file, else a table of nodes and one of edges
    Graph,
}

impl Table {
    /// The table's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Texts => "texts",
            Self::Traces => "traces",
            Self::Accounts => "accounts",
            Self::Groups => "groups",
            Self::Templates => "templates",
            Self::Fillings => "fillings",
            Self::Passages => "passages",
            Self::Edges => "edges",
            Self::Shared => "shared",
            Self::Clusters => "clusters",
            Self::Communities => "communities",
            Self::Campaigns => "campaigns",
            Self::Members => "members",
            Self::Evidence => "evidence",
            Self::Ties => "ties",
            Self::Impersonations => "impersonations",
            Self::Attachments => "attachments",
            Self::Media => "media",
            Self::MediaEvidence => "media_evidence",
            Self::Copies => "copies",
            Self::Sources => "sources",
            Self::Graph => "graph",
        }
    }
}

/// Formats of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Parquet, one file a table
    Parquet,
    /// CSV, safe to open in a spreadsheet
    Csv,
    /// JSON Lines
    Jsonl,
    /// GEXF 1.3, the graph of accounts with places and colours
    Gexf,
    /// The graph of accounts as XML that igraph and networkx open, with places and colours
    Graphml,
}

/// `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// Case folder
    pub case: PathBuf,
    /// Table, or graph [default: all tables, into the folder given with -o; with gexf and graphml the graph]
    #[arg(value_enum)]
    pub table: Option<Table>,
    /// Format
    #[arg(long, value_enum)]
    pub format: ExportFormat,
    /// File for one table, folder for all [default: stdout, one table only]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Take only edges of this layer into the graph, such as link; can be repeated
    #[arg(long = "layer", value_name = "LAYER")]
    pub layers: Vec<String>,
    /// Leave out or replace all that names anybody and all words of texts, so that the export can be passed on
    #[arg(long, conflicts_with = "reveal")]
    pub safe: bool,
    /// Write names and addresses, with this pseudonym key; entered in the case's log
    #[arg(long, value_name = "KEYFILE")]
    pub reveal: Option<PathBuf>,
}

/// What `count` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Thing {
    /// Links
    Link,
    /// Domains of links
    Domain,
    /// Posts that are repeated
    Repost,
    /// Posts that are answered
    Reply,
    /// Accounts that are named
    Mention,
    /// Hashtags one by one
    Hashtag,
    /// Sequences of two or more hashtags
    Tags,
    /// Pictures and films
    Picture,
    /// Groups of near-duplicate texts
    Group,
    /// Things that an export names as shared
    Object,
}

/// `count`.
#[derive(Debug, Args)]
pub struct Count {
    /// Case folder
    pub case: PathBuf,
    /// What is counted
    #[arg(value_enum)]
    pub thing: Thing,
    /// Longest time between two posts, such as 10s or 1m
    #[arg(long, value_name = "SPAN", default_value = "10s", value_parser = super::check::seconds)]
    pub window: u64,
    /// Posts that an account must have
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub least: usize,
    /// CSV file for the pairs of accounts, with what they have together
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// `simulate`.
#[derive(Debug, Args)]
pub struct Simulate {
    /// File to write (compressed when it ends in .zst): mbox; with --texts-only JSON Lines; with --posts
    /// .csv (coordination network toolkit) or .jsonl (flattened posts of the X API, version 2)
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// Posts of a platform instead of mail: accounts with lives of their own, viral posts, activists,
    /// syndicated news, and campaigns that share texts, links, reposts, replies, tags, mentions, moments or
    /// pictures
    #[arg(long, conflicts_with_all = ["texts_only", "level", "kinds", "clocks", "background_share"])]
    pub posts: bool,
    /// What a post archive holds
    #[arg(long, value_enum, default_value_t = PostKinds::Full, requires = "posts")]
    pub posts_kinds: PostKinds,
    /// File for the innocent groups of a post archive, whose accounts must not be accused, CSV
    #[arg(long, value_name = "FILE", requires = "posts")]
    pub organic: Option<PathBuf>,
    /// Only texts, for measuring how well what was made from one is found: copies, mail merge,
    /// spintax, noise and copied paragraphs among texts of their own
    #[arg(long, conflicts_with_all = ["level", "kinds", "clocks", "days"])]
    pub texts_only: bool,
    /// File for what each campaign's texts were drawn from, JSON Lines
    #[arg(long, value_name = "FILE", requires = "texts_only")]
    pub grammars: Option<PathBuf>,
    /// Pictures in some mails: own photographs, logos, and pictures that campaigns share, use again, crop, caption
    /// or alter
    #[arg(long, conflicts_with_all = ["posts", "texts_only"])]
    pub media: bool,
    /// File for the truth about these pictures, JSON Lines
    #[arg(long, value_name = "FILE", requires = "media")]
    pub media_truth: Option<PathBuf>,
    /// Messages
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub messages: u32,
    /// Seed; the same seed gives the same bytes
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// File for the truth, JSON Lines; with --posts CSV
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
    /// How much the operators hide
    #[arg(long, value_enum, default_value_t = Level::Medium)]
    pub level: Level,
    /// Which kinds of campaigns are planted
    #[arg(long, value_enum, default_value_t = Kinds::Basic)]
    pub kinds: Kinds,
    /// How operators time their mails
    #[arg(long, value_enum, default_value_t = Clocks::ByLevel)]
    pub clocks: Clocks,
    /// Everyday mail in percent of all messages; the rest are planted campaigns
    #[arg(long, value_name = "PERCENT", default_value_t = 80)]
    pub background_share: u64,
    /// Days that the archive spans [default: 365; with --posts 21]
    #[arg(long)]
    pub days: Option<u64>,
}

/// How much a simulated operator hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Own servers, one program, bursts or fixed steps.
    Easy,
    /// Own domains with valid DKIM, several networks.
    Medium,
    /// Webmail accounts through many networks, human hours.
    Hard,
}

/// Which kinds of campaigns a simulated archive holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kinds {
    /// Copies, merges, spintax, forms, newsletters, notices, threads, independent letters.
    Basic,
    /// These, organisations' members, mailing lists, and calls that a machine amplifies.
    Full,
}

/// What a simulated post archive holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PostKinds {
    /// Ordinary life, innocent groups, and campaigns of every kind that fits.
    Full,
    /// No campaign at all: whatever is accused in it is innocent.
    Organic,
}

/// How simulated operators time their mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Clocks {
    /// Bursts and fixed steps when easy, loose steps when medium, human hours when hard.
    ByLevel,
    /// Bursts, steps and human hours at every level.
    Varied,
}

/// `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Case folder
    pub case: PathBuf,
    /// Read the input files again and compare their digests
    #[arg(long)]
    pub sources: bool,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// `doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Folder that cases would be made in
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// Shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// Folder for all man pages [default: the main page to stdout]
    pub folder: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn arguments_come_in_any_order() {
        for line in [
            "refrain export x.case members --format jsonl",
            "refrain export x.case --format jsonl members",
            "refrain export --format jsonl x.case members -o f",
        ] {
            let Command::Export(export) = Cli::try_parse_from(line.split(' ')).unwrap().command
            else {
                panic!("{line}");
            };
            assert_eq!(
                (export.table, export.format),
                (Some(Table::Members), ExportFormat::Jsonl),
                "{line}"
            );
        }
    }

    #[test]
    fn campaigns_are_named_with_or_without_their_letter() {
        let line = "refrain report x.case --campaign c3 --campaign 4";
        let Command::Report(report) = Cli::try_parse_from(line.split(' ')).unwrap().command else {
            panic!("{line}");
        };
        assert_eq!(report.campaigns, [3, 4]);
    }

    #[test]
    fn wrong_use_is_refused() {
        for line in [
            "refrain",
            "refrain scan",
            "refrain scan a --threads 0",
            "refrain scan a --max-message lots",
            "refrain scan a -q -v",
            "refrain export x.case --format xml",
            "refrain report x.case --campaign m3",
            "refrain export x.case --format csv -o d --safe --reveal key",
            "refrain simulate a.mbox --organic b.csv",
            "refrain simulate --posts a.csv --level easy",
            "refrain simulate --posts a.csv --texts-only",
            "refrain simulate --posts a.csv --media",
            "refrain simulate --texts-only a.jsonl --media",
            "refrain simulate a.mbox --media-truth b.jsonl",
        ] {
            let error = Cli::try_parse_from(line.split(' ')).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }
}
