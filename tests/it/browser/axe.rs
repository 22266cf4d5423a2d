//! The rules of accessibility, as far as a program can judge them.
//!
//! In: the page as it stands. Out: where it breaks a rule of WCAG 2.2 AA, and advice beyond these.
//!
//! Source: axe-core 4.14.1 by Deque Systems, MPL-2.0, unchanged as `axe.min.js` of its package on npm.

use serde::Deserialize;

use super::Page;

const AXE: &str = include_str!("axe.min.js");

/// Frames are left out: no script may run in a letter's frame, so axe would wait for it in vain.
const RUN: &str = "axe.run(document, {iframes: false, resultTypes: ['violations'], runOnly: {type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})
    .then(found => found.violations.map(rule => ({
        rule: rule.id, impact: rule.impact || '', help: rule.help, is_advice: rule.tags.includes('best-practice'),
        nodes: rule.nodes.map(node => node.html + ' ' + (node.failureSummary || ''))})))";

/// A rule that a page breaks.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Violation {
    /// The name of the rule.
    pub(crate) rule: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub(crate) impact: String,
    /// The rule in words.
    pub(crate) help: String,
    /// Best practice, beyond WCAG.
    pub(crate) is_advice: bool,
    /// The HTML of each element that breaks it, and why.
    pub(crate) nodes: Vec<String>,
}

impl Page {
    /// What breaks WCAG 2.2 AA on the page as it is shown now, and what breaks best practice.
    pub(crate) fn axe(&self) -> (Vec<Violation>, Vec<Violation>) {
        if self.eval("typeof axe") == "undefined" {
            self.eval(&format!("{AXE}\n;0"));
        }
        let found: Vec<Violation> = serde_json::from_value(self.eval(RUN)).unwrap();
        found
            .into_iter()
            .partition(|violation| !violation.is_advice)
    }
}
