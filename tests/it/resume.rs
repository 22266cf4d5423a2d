//! Interrupted runs: killed at any moment and started again, a scan gives the tables of one that
//! was never interrupted; so does a scan with another number of threads.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use refrain::simulate::{Level, Recipe, write};

/// Enough for several parts.
const MESSAGES: u64 = 20_000;
/// Times that the run is killed.
const KILLS: u64 = 20;

fn scan(archive: &Path, case: &Path, threads: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_refrain"))
        .args(["scan", "-q", "--threads", threads, "--case"])
        .args([case, archive])
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// All Parquet files of a case by their place: parts, and the newest run.
fn tables(case: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for part in folders(&case.join("ingest")) {
        read_into(&case.join("ingest").join(&part), &part, &mut files);
    }
    let newest = folders(&case.join("runs"))
        .into_iter()
        .max_by_key(|run| run.parse::<u32>().unwrap())
        .unwrap();
    read_into(&case.join("runs").join(newest), "run", &mut files);
    files
}

fn folders(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.starts_with('.')).collect()
}

fn read_into(folder: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        files.insert(
            format!("{name}/{}", entry.file_name().to_string_lossy()),
            fs::read(entry.path()).unwrap(),
        );
    }
}

fn differing(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    names
        .into_iter()
        .filter(|name| a.get(*name) != b.get(*name))
        .cloned()
        .collect()
}

#[test]
fn a_scan_killed_twenty_times_and_one_of_a_single_thread_give_the_same_tables() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive.mbox");
    let recipe = Recipe {
        messages: MESSAGES,
        seed: 77,
        level: Level::Medium,
        ..Recipe::default()
    };
    write(
        &recipe,
        &mut fs::File::create(&archive)
            .map(std::io::BufWriter::new)
            .unwrap(),
        &mut std::io::sink(),
    )
    .unwrap();

    let started = Instant::now();
    assert!(
        scan(&archive, &folder.path().join("whole.case"), "2")
            .wait()
            .unwrap()
            .success()
    );
    let whole = started.elapsed();
    let expected = tables(&folder.path().join("whole.case"));
    assert!(
        expected
            .keys()
            .filter(|name| name.ends_with("/messages.parquet"))
            .count()
            > 1,
        "one part only shows nothing"
    );

    assert!(
        scan(&archive, &folder.path().join("single.case"), "1")
            .wait()
            .unwrap()
            .success()
    );
    assert_eq!(
        differing(&expected, &tables(&folder.path().join("single.case"))),
        Vec::<String>::new(),
        "one thread"
    );

    let case = folder.path().join("killed.case");
    kill_again_and_again(&archive, &case, whole);
    assert!(scan(&archive, &case, "2").wait().unwrap().success());
    assert_eq!(
        differing(&expected, &tables(&case)),
        Vec::<String>::new(),
        "killed"
    );
}

/// Starts a scan and kills it after a random share of the time that a whole one takes.
fn kill_again_and_again(archive: &Path, case: &Path, whole: Duration) {
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..KILLS {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = f64::from(u32::try_from(random >> 33).unwrap()) / f64::from(1_u32 << 31);
        let mut child = scan(archive, case, "2");
        std::thread::sleep(whole.mul_f64(share.max(0.001)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
