//! The two pipes to Chromium.
//!
//! In: commands. Out: their answers; all events go into the [`Record`]. Messages are JSON, each ended by a zero byte.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{ChildStdin, ChildStdout},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{DEADLINE, record::Record};

/// How long Chromium may take to end by itself.
const GOODBYE: Duration = Duration::from_secs(5);

/// How often a condition is asked for again when nothing happens meanwhile.
const BEAT: Duration = Duration::from_millis(25);

/// What is asked of each new page, frame and worker before it may run.
const WATCH: [&str; 4] = [
    "Network.enable",
    "Runtime.enable",
    "Log.enable",
    "Page.enable",
];

/// The pipes, and what came over them.
pub(super) struct Wire {
    input: Mutex<ChildStdin>,
    last: AtomicU64,
    record: Mutex<Record>,
    news: Condvar,
}

/// The parameters with which a target hands over the targets that it makes, stopped at their start.
pub(super) fn auto_attach() -> Value {
    json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true})
}

impl Wire {
    pub(super) fn new(input: ChildStdin, output: ChildStdout) -> Arc<Self> {
        let wire = Arc::new(Self {
            input: Mutex::new(input),
            last: AtomicU64::new(0),
            record: Mutex::default(),
            news: Condvar::new(),
        });
        let reader = Arc::clone(&wire);
        thread::spawn(move || reader.read(output));
        wire
    }

    /// Sends a command and waits for its answer; the error is what Chromium says.
    pub(super) fn ask(
        &self,
        session: Option<&str>,
        method: &str,
        parameters: &Value,
    ) -> Result<Value, String> {
        let id = self.next();
        self.record().await_answer(id);
        self.send(id, session, method, parameters)?;
        self.wait(method, |record| {
            let answer = record.take_answer(id);
            answer.or_else(|| {
                record
                    .is_closed
                    .then(|| Err("Chromium has ended".to_owned()))
            })
        })
    }

    /// The record, also after a test that waited in vain.
    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the record has something.
    pub(super) fn wait<T>(&self, what: &str, mut has: impl FnMut(&mut Record) -> Option<T>) -> T {
        let end = Instant::now() + DEADLINE;
        let mut record = self.record();
        loop {
            if let Some(found) = has(&mut record) {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited {DEADLINE:?} for {what}");
            record = self.news.wait_timeout(record, left).unwrap().0;
        }
    }

    /// Waits for the next message, but no longer than a beat.
    pub(super) fn wait_a_beat(&self) {
        let record = self.record();
        drop(self.news.wait_timeout(record, BEAT).unwrap());
    }

    /// Looks at the record, or changes it.
    pub(super) fn with<T>(&self, look: impl FnOnce(&mut Record) -> T) -> T {
        look(&mut self.record())
    }

    /// Whether the pipe is closed within a few seconds.
    pub(super) fn is_closed_soon(&self) -> bool {
        let record = self.record();
        let waited = self
            .news
            .wait_timeout_while(record, GOODBYE, |record| !record.is_closed);
        waited.unwrap().0.is_closed
    }

    fn next(&self) -> u64 {
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn send(
        &self,
        id: u64,
        session: Option<&str>,
        method: &str,
        parameters: &Value,
    ) -> Result<(), String> {
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        let mut input = self.input.lock().unwrap();
        input
            .write_all(&bytes)
            .and_then(|()| input.flush())
            .map_err(|error| error.to_string())
    }

    fn read(&self, output: ChildStdout) {
        let mut output = BufReader::new(output);
        let mut bytes = Vec::new();
        while matches!(output.read_until(0, &mut bytes), Ok(1..)) {
            let message = serde_json::from_slice(bytes.strip_suffix(&[0]).unwrap_or(&bytes))
                .unwrap_or_default();
            bytes.clear();
            self.react(&message);
            self.record().add(message);
            self.news.notify_all();
        }
        self.record().is_closed = true;
        self.news.notify_all();
    }

    /// What cannot wait for the test: a new target stands still until it is watched, a dialog stops its page.
    fn react(&self, message: &Value) {
        match message["method"].as_str() {
            Some("Target.attachedToTarget") => {
                let told = &message["params"];
                let session = told["sessionId"].as_str();
                // Chromium's own windows are left alone.
                if told["targetInfo"]["type"] != "browser_ui" {
                    self.tell(session, "Target.setAutoAttach", &auto_attach());
                    let each = json!({"enabled": true});
                    self.tell(session, "Page.setLifecycleEventsEnabled", &each);
                    for method in WATCH {
                        self.tell(session, method, &json!({}));
                    }
                }
                self.tell(session, "Runtime.runIfWaitingForDebugger", &json!({}));
            }
            Some("Page.javascriptDialogOpening") => self.tell(
                message["sessionId"].as_str(),
                "Page.handleJavaScriptDialog",
                &json!({"accept": true}),
            ),
            _ => {}
        }
    }

    /// Sends a command whose answer is of no interest.
    fn tell(&self, session: Option<&str>, method: &str, parameters: &Value) {
        let _ = self.send(self.next(), session, method, parameters);
    }
}
