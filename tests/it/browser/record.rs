//! What Chromium told so far.
//!
//! In: its messages, in their order. Out: answers, targets, requests, complaints, which frames are at rest.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A page, a frame in a process of its own, or a worker.
struct Target {
    session: String,
    id: String,
}

/// Something that went wrong in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// `exception`, `console`, `dialog`, or the source that Chromium names: `security`, `network`, `javascript` ….
    pub(crate) kind: String,
    /// What was said.
    pub(crate) text: String,
}

/// All that was told.
#[derive(Default)]
pub(super) struct Record {
    awaited: BTreeSet<u64>,
    answers: BTreeMap<u64, Result<Value, String>>,
    targets: Vec<Target>,
    /// Whether each frame of each session is at rest: loaded, and half a second without a request.
    rests: BTreeMap<(String, String), bool>,
    /// The documents that are loaded, by session and loader.
    loaded: BTreeSet<(String, String)>,
    /// Addresses that were requested, by whatever target.
    pub(super) requests: Vec<String>,
    /// What went wrong, in whatever target.
    pub(super) complaints: Vec<Complaint>,
    /// Chromium has ended.
    pub(super) is_closed: bool,
}

impl Record {
    pub(super) fn await_answer(&mut self, id: u64) {
        self.awaited.insert(id);
    }

    pub(super) fn take_answer(&mut self, id: u64) -> Option<Result<Value, String>> {
        self.answers.remove(&id)
    }

    /// The session of a target, once it is there.
    pub(super) fn session_of(&self, target: &str) -> Option<String> {
        let found = self.targets.iter().find(|known| known.id == target)?;
        Some(found.session.clone())
    }

    /// The sessions of all targets.
    pub(super) fn sessions(&self) -> Vec<String> {
        let sessions = self.targets.iter().map(|target| &target.session);
        sessions.cloned().collect()
    }

    /// Whether a document is loaded.
    pub(super) fn is_loaded(&self, session: &str, loader: &str) -> bool {
        self.loaded
            .contains(&(session.to_owned(), loader.to_owned()))
    }

    /// Whether all frames are at rest.
    pub(super) fn is_at_rest(&self) -> bool {
        self.rests.values().all(|rests| *rests)
    }

    /// Takes a message in.
    pub(super) fn add(&mut self, mut message: Value) {
        if let Some(id) = message["id"].as_u64() {
            if self.awaited.remove(&id) {
                let answer = match message.get("error") {
                    Some(error) => Err(text(&error["message"])),
                    None => Ok(message["result"].take()),
                };
                self.answers.insert(id, answer);
            }
            return;
        }
        let session = text(&message["sessionId"]);
        let told = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Target.attachedToTarget" => self.targets.push(Target {
                session: text(&told["sessionId"]),
                id: text(&told["targetInfo"]["targetId"]),
            }),
            "Target.detachedFromTarget" => {
                let gone = text(&told["sessionId"]);
                self.targets.retain(|target| target.session != gone);
                self.rests.retain(|(session, _), _| *session != gone);
            }
            "Page.frameDetached" => {
                self.rests.remove(&(session, text(&told["frameId"])));
            }
            "Page.lifecycleEvent" => self.live(session, told),
            "Network.requestWillBeSent" => self.request(text(&told["request"]["url"])),
            "Network.webSocketCreated" => self.request(text(&told["url"])),
            method => self.complaints.extend(complaint(method, told)),
        }
    }

    fn live(&mut self, session: String, told: &Value) {
        match told["name"].as_str().unwrap_or_default() {
            "init" => {
                self.rests.insert((session, text(&told["frameId"])), false);
            }
            "networkIdle" => {
                self.rests.insert((session, text(&told["frameId"])), true);
            }
            "load" => {
                self.loaded.insert((session, text(&told["loaderId"])));
            }
            _ => {}
        }
    }

    /// Chromium's own pages are no page's requests.
    fn request(&mut self, address: String) {
        if !address.starts_with("chrome:") && !address.starts_with("devtools:") {
            self.requests.push(address);
        }
    }
}

/// What an event complains of, if it does.
fn complaint(method: &str, told: &Value) -> Option<Complaint> {
    let (kind, said) = match method {
        "Runtime.exceptionThrown" => {
            let details = &told["exceptionDetails"];
            let said = text(&details["exception"]["description"]);
            (
                "exception".to_owned(),
                format!("{} {said}", text(&details["text"])),
            )
        }
        "Runtime.consoleAPICalled" if matches!(told["type"].as_str(), Some("error" | "assert")) => {
            ("console".to_owned(), said(&told["args"]))
        }
        "Log.entryAdded" if told["entry"]["level"] == "error" => {
            let entry = &told["entry"];
            let said = format!("{} {}", text(&entry["text"]), text(&entry["url"]));
            (text(&entry["source"]), said)
        }
        "Page.javascriptDialogOpening" => ("dialog".to_owned(), text(&told["message"])),
        _ => return None,
    };
    Some(Complaint {
        kind,
        text: said.trim().to_owned(),
    })
}

/// The arguments of a call of the console, in words.
fn said(arguments: &Value) -> String {
    let words = arguments.as_array().into_iter().flatten().map(|argument| {
        let value = &argument["value"];
        match (value, &argument["description"]) {
            (Value::String(value), _) => value.clone(),
            (Value::Null, description) => text(description),
            (value, _) => value.to_string(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
