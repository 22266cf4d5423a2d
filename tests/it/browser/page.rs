//! One page of the browser.
//!
//! In: what a person would do. Out: what the page is then. A step that cannot be done ends the test and says why.

use std::{fs, path::Path, sync::Arc, time::Instant};

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::{DEADLINE, keys, record::Complaint, wire::Wire};

/// A page, or a frame of one.
pub(crate) struct Page {
    wire: Arc<Wire>,
    session: String,
    /// The world in which a frame's expressions are read; none is the page itself.
    world: Option<u64>,
}

impl Page {
    pub(super) fn new(wire: Arc<Wire>, session: String) -> Self {
        let page = Self {
            wire,
            session,
            world: None,
        };
        page.command(
            "Emulation.setFocusEmulationEnabled",
            &json!({"enabled": true}),
        );
        page
    }

    fn ask(&self, method: &str, parameters: &Value) -> Result<Value, String> {
        self.wire.ask(Some(&self.session), method, parameters)
    }

    fn command(&self, method: &str, parameters: &Value) -> Value {
        self.ask(method, parameters)
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Goes to an address and waits until it is loaded with all that belongs to it.
    pub(crate) fn goto(&self, address: &str) {
        let answer = self.command("Page.navigate", &json!({"url": address}));
        assert!(answer["errorText"].is_null(), "{address}: {answer}");
        // A step inside of the document has no loader.
        if let Some(loader) = answer["loaderId"].as_str() {
            self.wire.wait(address, |record| {
                record.is_loaded(&self.session, loader).then_some(())
            });
        }
    }

    /// Waits until every frame of the browser is loaded and has asked for nothing for half a second.
    pub(crate) fn rest(&self) {
        self.wire
            .wait("rest", |record| record.is_at_rest().then_some(()));
    }

    /// The value of an expression; a promise is awaited.
    pub(crate) fn eval(&self, expression: &str) -> Value {
        self.try_eval(expression)
            .unwrap_or_else(|error| panic!("{error}\nin {expression:.200}"))
    }

    fn try_eval(&self, expression: &str) -> Result<Value, String> {
        let mut parameters = json!({"expression": expression, "awaitPromise": true,
            "returnByValue": true, "userGesture": true});
        if let Some(world) = self.world {
            parameters["contextId"] = json!(world);
        }
        let mut answer = self.ask("Runtime.evaluate", &parameters)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(details.to_string()),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// Waits until an expression is true, over steps from page to page too.
    pub(crate) fn wait_for(&self, condition: &str) {
        let end = Instant::now() + DEADLINE;
        loop {
            let found = self.try_eval(&format!("Boolean({condition})"));
            if found == Ok(Value::Bool(true)) {
                return;
            }
            assert!(
                Instant::now() < end,
                "waited {DEADLINE:?} for {condition}: {found:?}"
            );
            self.wire.wait_a_beat();
        }
    }

    /// Presses and releases a key: `Tab`, `j`, `?`, `Enter`, `Shift+Tab`, `Control+a`.
    pub(crate) fn key(&self, name: &str) {
        for event in keys::press(name) {
            self.command("Input.dispatchKeyEvent", &event);
        }
    }

    /// Types a text where the focus is.
    pub(crate) fn type_text(&self, text: &str) {
        self.command("Input.insertText", &json!({"text": text}));
    }

    /// Clicks in the middle of the first element that fits, once it is there and nothing lies over it.
    pub(crate) fn click(&self, selector: &str) {
        let element = format!("document.querySelector({})", json!(selector));
        self.wait_for(&element);
        let place = self.eval(&format!(
            "(() => {{ const element = {element};
                element.scrollIntoView({{block: 'center', inline: 'center', behavior: 'instant'}});
                const box = element.getClientRects()[0] || element.getBoundingClientRect();
                const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                const over = document.elementFromPoint(x, y);
                return {{x, y, over: over && element.contains(over) ? '' : String(over && over.outerHTML)}}; }})()"
        ));
        assert_eq!(place["over"], "", "what lies over {selector}");
        self.click_at(&place["x"], &place["y"]);
    }

    /// Clicks at a place of the window, in CSS pixels; a frame in it is reached too.
    pub(crate) fn click_at(&self, x: &Value, y: &Value) {
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            self.command(
                "Input.dispatchMouseEvent",
                &json!({"type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1}),
            );
        }
    }

    /// Drags the mouse from one place of the window to another, with steps between.
    pub(crate) fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        let steps = [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0];
        let last = steps.len() - 1;
        for (at, step) in steps.iter().enumerate() {
            let (x, y) = (
                from.0 + (to.0 - from.0) * step,
                from.1 + (to.1 - from.1) * step,
            );
            let kind = match at {
                1 => "mousePressed",
                _ if at == last => "mouseReleased",
                _ => "mouseMoved",
            };
            let is_down = (1..last).contains(&at);
            self.command(
                "Input.dispatchMouseEvent",
                &json!({"type": kind, "x": x, "y": y, "button": if at == 0 { "none" } else { "left" },
                    "buttons": u8::from(is_down), "clickCount": 1}),
            );
        }
    }

    /// The window's size in CSS pixels, and whether the reader prefers dark pages.
    pub(crate) fn emulate(&self, width: u32, height: u32, dark: bool) {
        self.command(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
        );
        let scheme = if dark { "dark" } else { "light" };
        self.command(
            "Emulation.setEmulatedMedia",
            &json!({"media": "", "features": [{"name": "prefers-color-scheme", "value": scheme}]}),
        );
    }

    /// Whether the page is laid out as for paper.
    pub(crate) fn emulate_print(&self, print: bool) {
        let media = if print { "print" } else { "" };
        self.command("Emulation.setEmulatedMedia", &json!({"media": media}));
    }

    /// From the next page on no script of a page runs; [`Page::eval`] still does.
    pub(crate) fn forbid_scripts(&self, forbid: bool) {
        self.command(
            "Emulation.setScriptExecutionDisabled",
            &json!({"value": forbid}),
        );
    }

    /// A picture of the window at this size, as PNG.
    pub(crate) fn screenshot(&self, path: &Path, width: u32, height: u32, dark: bool) {
        self.emulate(width, height, dark);
        self.capture(path, false);
    }

    /// A picture of the whole page at this width, however long it is, as PNG.
    pub(crate) fn screenshot_whole(&self, path: &Path, width: u32, dark: bool) {
        self.emulate(width, 800, dark);
        self.capture(path, true);
    }

    fn capture(&self, path: &Path, whole: bool) {
        // Two frames drawn: what the new size changed is on the screen.
        self.eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        let picture = self.command(
            "Page.captureScreenshot",
            &json!({"format": "png", "captureBeyondViewport": whole}),
        );
        let bytes = BASE64.decode(picture["data"].as_str().unwrap().as_bytes());
        fs::write(path, bytes.unwrap()).unwrap();
    }

    /// Every address that any page, frame or worker of the browser asked for since the last
    /// [`Page::forget`], whether it was let through or not.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.wire.with(|record| record.requests.clone())
    }

    /// What went wrong anywhere in the browser since then: errors, exceptions, breaches of the policy, dialogs.
    pub(crate) fn console(&self) -> Vec<Complaint> {
        self.wire.with(|record| record.complaints.clone())
    }

    /// Forgets requests and complaints.
    pub(crate) fn forget(&self) {
        self.wire.with(|record| {
            record.requests.clear();
            record.complaints.clear();
        });
    }

    /// The frame whose address contains this, as a page in which expressions can be read. Its expressions
    /// do not run as the frame's own scripts: what the frame may not do does not stop them.
    pub(crate) fn frame(&self, part: &str) -> Self {
        let end = Instant::now() + DEADLINE;
        loop {
            let sessions = self.wire.with(|record| record.sessions());
            if let Some(frame) = sessions
                .iter()
                .find_map(|session| self.frame_in(session, part))
            {
                return frame;
            }
            assert!(
                Instant::now() < end,
                "waited {DEADLINE:?} for a frame of {part}"
            );
            self.wire.wait_a_beat();
        }
    }

    fn frame_in(&self, session: &str, part: &str) -> Option<Self> {
        let tree = self
            .wire
            .ask(Some(session), "Page.getFrameTree", &json!({}))
            .ok()?;
        let id = frame_id(&tree["frameTree"], part)?;
        let answer = self
            .wire
            .ask(
                Some(session),
                "Page.createIsolatedWorld",
                &json!({"frameId": id}),
            )
            .ok()?;
        Some(Self {
            wire: Arc::clone(&self.wire),
            session: session.to_owned(),
            world: answer["executionContextId"].as_u64(),
        })
    }
}

/// The first frame of a tree whose address contains this.
fn frame_id(tree: &Value, part: &str) -> Option<String> {
    let frame = &tree["frame"];
    if frame["url"].as_str().is_some_and(|url| url.contains(part)) {
        return frame["id"].as_str().map(str::to_owned);
    }
    let children = tree["childFrames"].as_array().into_iter().flatten();
    children.into_iter().find_map(|child| frame_id(child, part))
}
